"""One question that a judge decides: its page for all who may see it, its form for the judge of the case alone."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from songda.core.refusal import Refused
from songda.records.court.staff.models import User
from songda.records.matter.parties.models import Party
from songda.records.service.determinations.actions import LONGEST_REASON, Subject, Verdict, judges_in, together
from songda.records.service.orders.models import Service
from songda.web.console.shared.forms import RadioChoices, TickChoices, Words, carry_out
from songda.web.console.shared.gate import StaffRequest
from songda.web.console.shared.pages import Text
from songda.web.console.shared.words import REASON_SENTENCE, language

Choices = Sequence[tuple[str, str | Promise]]


def sentences(
    kind: str, outcomes: Choices, without: Collection[str] = ()
) -> list[tuple[str, list[tuple[str, str]] | str | Promise]]:
    """What a reason may begin with, in the reader's language, under the outcome that it speaks for.

    `without`: those that say what is not on record.
    """
    groups: list[tuple[str, list[tuple[str, str]] | str | Promise]] = [("", pgettext_lazy("in a list", "Choose"))]
    for outcome, sentence in outcomes:
        spoken = [key for key in REASON_SENTENCE if key.startswith(f"{kind}_{outcome}_") and key not in without]
        own = [(key, str(REASON_SENTENCE[key])) for key in spoken]
        groups += [(str(sentence), own)] if own else []
    return groups


def with_sentence(reason: str, chosen: str) -> str:
    """The reason that was typed, with the chosen sentence after it."""
    return "\n".join(part for part in (reason.strip(), str(REASON_SENTENCE.get(chosen, ""))) if part)


class DecisionForm(forms.Form):
    """One of a few outcomes, the reason in writing, and the mark of what the judge saw."""

    outcome = forms.ChoiceField(label=_lazy("Outcome of the decision"), widget=RadioChoices)
    reason = Words(
        label=_lazy("Reason"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_lazy("What was looked at, and why it leads there. Kept sealed; the log holds only its hash."),
    )
    sentence = forms.ChoiceField(
        label=_lazy("A sentence to begin with"),
        required=False,
        help_text=_lazy("Put into the reason, where it can be changed; nothing is decided by it."),
    )
    seen = Words(widget=forms.HiddenInput, required=False)
    field_order: Sequence[str] = ("outcome", "sentence", "reason", "seen")

    def __init__(self, *args: Any, outcomes: Choices, kind: str, without: Collection[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["outcome"].choices = list(outcomes)  # type: ignore[attr-defined]
        self.fields["sentence"].choices = sentences(kind, outcomes, without)  # type: ignore[attr-defined]

    def verdict(self, by: User) -> Verdict:
        typed = self.cleaned_data
        return Verdict(by, typed["outcome"], typed["reason"], typed["seen"])


class FindingForm(DecisionForm):
    """The same for a finding, which may be for other papers that came by the same message."""

    also = forms.TypedMultipleChoiceField(
        label=_lazy("The same for these papers, which came by the same message and wait too"),
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


Ask = Callable[[], Subject]
Decide = Callable[[Verdict, DecisionForm], object]


@dataclass(frozen=True)
class JudgeQuestion:
    """What the page shows; `ask` gives the question, and refuses where there is nothing to decide."""

    party: Party
    title: Text
    template: str
    form_goes_to: str  # an address
    outcomes: Choices
    ask: Ask
    form: type[DecisionForm] = DecisionForm
    options: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, object] = field(default_factory=dict)

    def blank(self, subject: Subject, typed: Mapping[str, object] | None = None) -> DecisionForm:
        """The form before anything is decided, with what was typed so far."""
        initial = {**(typed or {}), "seen": subject.mark()}
        return self.form(initial=initial, outcomes=self.outcomes, kind=subject.kind, **self.options)

    def filled(self, request: StaffRequest, subject: Subject) -> DecisionForm:
        """The form as it came in."""
        return self.form(request.POST, outcomes=self.outcomes, kind=subject.kind, **self.options)


def show(request: StaffRequest, question: JudgeQuestion, form: forms.Form | None = None) -> HttpResponse:
    """The page: what is needed to decide it, what was decided before, and the form for whoever may."""
    may_decide = judges_in(request.user, question.party.case)
    subject, nothing = _subject(question)
    if subject is not None and may_decide and form is None:
        form = question.blank(subject)
    context = {
        "question": question,
        "party": question.party,
        "case": question.party.case,
        "desk": "judge",
        "form": form,
        "may_decide": may_decide,
        "nothing": nothing,
        "past": together(subject.determinations()) if subject else [],
        **question.context,
    }
    return render(request, question.template, context, status=422 if form is not None and form.is_bound else 200)


def act(request: StaffRequest, question: JudgeQuestion, decide: Decide) -> HttpResponse:
    """Decide; what is wrong is said on the page, where nothing typed is lost and the newest state is shown."""
    subject, nothing = _subject(question)
    if not judges_in(request.user, question.party.case):
        messages.error(request, Refused("not_your_case").sentence(language()))
        answer = show(request, question)
        answer.status_code = 403
        return answer
    if subject is None:
        messages.error(request, nothing)
        return HttpResponseRedirect(reverse("console:judge"))
    if "put" in request.POST:
        return show(request, question, question.blank(subject, _put(request.POST)))
    form = question.filled(request, subject)
    if form.is_valid():
        carry_out(form, lambda: decide(form.verdict(request.user), form))
    if form.errors:
        typed = request.POST.copy()
        typed["seen"] = subject.mark()
        form.data = typed
        return show(request, question, form)
    messages.success(request, _("Decided. Whatever hangs on it is decided anew, and the clerk is told what changed."))
    return HttpResponseRedirect(reverse("console:judge"))


def _put(typed: QueryDict) -> dict[str, object]:
    """What was typed so far, with the chosen sentence put into the reason: nothing is decided yet."""
    reason = with_sentence(str(typed.get("reason", "")), str(typed.get("sentence", "")))
    return {"outcome": typed.get("outcome", ""), "also": typed.getlist("also"), "reason": reason}


def _subject(question: JudgeQuestion) -> tuple[Subject | None, str]:
    try:
        return question.ask(), ""
    except Refused as refused:
        return None, refused.sentence(language())
