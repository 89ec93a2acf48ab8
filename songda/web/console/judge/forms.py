"""What a judge decides, and why."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from songda.records.determinations.actions import LONGEST_REASON, Verdict
from songda.records.orders.models import Service
from songda.records.staff.models import User
from songda.web.console.shared.forms import RadioChoices, TickChoices, Words

Choices = Sequence[tuple[str, str | Promise]]


class DecisionForm(forms.Form):
    """One of a few outcomes, the reason in writing, and the mark of what the judge saw."""

    outcome = forms.ChoiceField(label=_("Outcome of the decision"), widget=RadioChoices)
    reason = Words(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What was looked at, and why it leads there. Kept sealed; the log holds only its hash."),
    )
    seen = Words(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, outcomes: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["outcome"].choices = list(outcomes)  # type: ignore[attr-defined]

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
    field_order = ("outcome", "also", "reason", "seen")

    def __init__(self, *args: Any, others: Sequence[Service], **options: Any) -> None:
        super().__init__(*args, **options)
        if others:
            self.fields["also"].choices = [  # type: ignore[attr-defined]
                (str(service.id), service.paper.title) for service in others
            ]
        else:
            del self.fields["also"]
