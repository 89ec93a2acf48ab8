"""What a judge decides, and why."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from songda.records.court.staff.models import User
from songda.records.decision.determinations.actions import LONGEST_REASON, Verdict
from songda.records.delivery.orders.models import Service
from songda.web.console.shared.forms import RadioChoices, TickChoices, Words
from songda.web.console.shared.words import REASON_SENTENCE

Choices = Sequence[tuple[str, str | Promise]]


def sentences(kind: str, outcomes: Choices) -> list[tuple[str, list[tuple[str, str]] | str | Promise]]:
    """What a reason may begin with, in the reader's language, under the outcome that it speaks for."""
    groups: list[tuple[str, list[tuple[str, str]] | str | Promise]] = [("", pgettext_lazy("in a list", "Choose"))]
    for outcome, said in outcomes:
        own = [(key, str(text)) for key, text in REASON_SENTENCE.items() if key.startswith(f"{kind}_{outcome}_")]
        groups += [(str(said), own)] if own else []
    return groups


def with_sentence(reason: str, chosen: str) -> str:
    """The reason that was typed, with the chosen sentence after it."""
    return "\n".join(part for part in (reason.strip(), str(REASON_SENTENCE.get(chosen, ""))) if part)


class DecisionForm(forms.Form):
    """One of a few outcomes, the reason in writing, and the mark of what the judge saw."""

    outcome = forms.ChoiceField(label=_("Outcome of the decision"), widget=RadioChoices)
    reason = Words(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What was looked at, and why it leads there. Kept sealed; the log holds only its hash."),
    )
    sentence = forms.ChoiceField(
        label=_("A sentence to begin with"),
        required=False,
        help_text=_("Put into the reason, where it can be changed; nothing is decided by it."),
    )
    seen = Words(widget=forms.HiddenInput, required=False)
    field_order: Sequence[str] = ("outcome", "sentence", "reason", "seen")

    def __init__(self, *args: Any, outcomes: Choices, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["outcome"].choices = list(outcomes)  # type: ignore[attr-defined]
        self.fields["sentence"].choices = sentences(kind, outcomes)  # type: ignore[attr-defined]

    def verdict(self, by: User) -> Verdict:
        """What the judge says."""
        typed = self.cleaned_data
        return Verdict(by, typed["outcome"], typed["reason"], typed["seen"])


class FindingForm(DecisionForm):
    """The same for a finding, which may be for other papers that came by the same message."""

    also = forms.TypedMultipleChoiceField(
        label=_("The same for these papers, which came by the same message and wait too"),
        widget=TickChoices,
        coerce=UUID,
        required=False,
    )
    field_order = ("outcome", "also", "sentence", "reason", "seen")

    def __init__(self, *args: Any, others: Sequence[Service], **options: Any) -> None:
        super().__init__(*args, **options)
        if others:
            self.fields["also"].choices = [  # type: ignore[attr-defined]
                (str(service.id), service.paper.title) for service in others
            ]
        else:
            del self.fields["also"]
