"""One question that a judge decides: its page for all who may see it, the decision for the judge of the case alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.core.refusal import Refused
from songda.records.decision.determinations.actions import Subject, Verdict, judges_in, together
from songda.records.matter.parties.models import Party
from songda.web.console.judge.forms import Choices, DecisionForm, with_sentence
from songda.web.console.shared.forms import carry_out
from songda.web.console.shared.gate import StaffRequest
from songda.web.console.shared.pages import Text
from songda.web.console.shared.words import language

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
    options: Mapping[str, object] = field(default_factory=dict)
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
