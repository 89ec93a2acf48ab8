"""Texts of the first message are put up for comparison, approved by another, ended by their own rule."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext

from songda.channels.registry import routes
from songda.clock import now
from songda.core.access import Act, may
from songda.core.delivery.own_words import LONGEST, words_asked_for
from songda.core.outreach.experiments import conclude
from songda.core.outreach.wording import MOST, PLACEHOLDERS, own_text
from songda.core.refusal import Refused
from songda.records.service.outreach.experiments import (
    LONGEST_NAME,
    ExperimentDraft,
    begin_experiment,
    draft_experiment,
    end_experiment,
    experiment_of,
    plan_of,
    stop_experiment,
    tally,
)
from songda.records.service.outreach.models import Experiment
from songda.web.console.shared.forms import Words, carry_out, is_sure
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.words import language


class ExperimentForm(forms.Form):
    """Two to four texts, and what is to be found out."""

    name = Words(label=_lazy("What is compared"), max_length=LONGEST_NAME)
    usual_percent = forms.IntegerField(
        label=_lazy("Show who they are within 3 days today, in percent"), min_value=1, max_value=98
    )
    wanted_percent = forms.IntegerField(
        label=_lazy("Share that would be worth finding, in percent"), min_value=2, max_value=99
    )
    weeks = forms.IntegerField(label=_lazy("For how many weeks at most"), min_value=1, max_value=52, initial=12)
    a_month = forms.IntegerField(
        label=_lazy("First messages a month"), min_value=1, help_text=_lazy("Only to tell how long it will take.")
    )

    def __init__(self, *given: Any, own: str, **named: Any) -> None:
        super().__init__(*given, **named)
        for number in range(1, MOST + 1):
            self.fields[f"text_{number}"] = Words(
                label=_lazy("Text %(name)s") % {"name": "ABCD"[number - 1]},
                max_length=LONGEST,
                required=number <= 2,
                widget=forms.Textarea(attrs={"rows": 3, "lang": "zh"}),
                initial=own if number == 1 else "",
            )

    def draft(self) -> ExperimentDraft:
        """For the records."""
        given = self.cleaned_data
        texts = [text for number in range(1, MOST + 1) if (text := given.get(f"text_{number}"))]
        percents = {name: given[name] for name in ("usual_percent", "wanted_percent")}
        return ExperimentDraft(name=given["name"], texts=texts, weeks=given["weeks"], **percents)


@behind(Act.RUN_OUTREACH)
def experiments(request: StaffRequest) -> HttpResponse:
    """Every comparison of the court, the newest first."""
    rows = Experiment.objects.filter(court=request.court).order_by("-drafted_at", "-id")[:200]
    return render(request, "console/outreach/experiments.html", {"desk": "outreach", "page": "wording", "rows": rows})


@behind(Act.RUN_OUTREACH, GET_AND_POST)
def new_experiment(request: StaffRequest) -> HttpResponse:
    """Write texts down for approval; how many people it takes is shown, and asked, before anything is kept."""
    form = ExperimentForm(request.POST or None, own=own_text(request.court.own_words))
    if form.is_valid() and (plan := carry_out(form, lambda: plan_of(form.draft()))) and _is_sure(form, plan.needed):
        made = carry_out(
            form, lambda: draft_experiment(request.court, form.draft(), _parts, actor(request), now()), _field_of
        )
        if made:
            messages.success(request, _("Put up. Another person approves it before it begins."))
            return redirect("console:experiment", made.id)
    question = Question(
        _("Compare texts of the first message"),
        _("Put up for approval"),
        reverse("console:experiments"),
        template="console/outreach/experiment_form.html",
        context={
            "desk": "outreach",
            "page": "wording",
            "placeholders": [f"{{{name}}}" for name in PLACEHOLDERS],
            "required": " ".join(words_asked_for("service")),
        },
    )
    return ask(request, form, question)


def _is_sure(form: ExperimentForm, needed: int) -> bool:
    draft, a_month = form.draft(), form.cleaned_data["a_month"]
    weeks = plan_of(draft).weeks(a_month)
    values = {"needed": needed, "all": needed * len(draft.texts), "weeks": f"{weeks:.0f}", "given": draft.weeks}
    sentence = _(
        "Each text needs %(needed)s people, %(all)s in all: about %(weeks)s weeks, and it may run for %(given)s. "
        "Before that nothing is concluded."
    )
    return is_sure(form, [sentence % values])


def _parts(text: str) -> int:
    """How many parts the text takes on the way that is tried first."""
    return routes()[0].parts_of(text)


def _field_of(field: str) -> str:
    return "text_1" if field == "texts" else field


@behind(Act.RUN_OUTREACH)
def experiment(request: StaffRequest, experiment_id: UUID) -> HttpResponse:
    """One comparison: what was fixed, how far it is; shares only once it has ended."""
    found = lookup_or_404(lambda: experiment_of(request.court, experiment_id))
    counted = tally(found, found.ended_at or now())
    is_told = found.ended_at is not None
    is_own = found.drafted_by == actor(request)
    conclusion = conclude(found.plan, counted.arms, was_stopped=found.verdict == "stopped") if is_told else None
    context = {
        "desk": "outreach",
        "found": found,
        "arms": list(zip(found.arms.all(), counted.arms, strict=True)),
        "waiting": counted.waiting,
        "gaps": list((conclusion.differences or {}).items()) if conclusion else [],
        "is_told": is_told,
        "may_begin": may(request.user.role, Act.APPROVE_WORDING) and found.state == "draft" and not is_own,
        "waits_for_another": is_own and found.state == "draft",
    }
    return render(request, "console/outreach/experiment.html", context)


@behind(Act.APPROVE_WORDING, POST_ONLY)
def begin(request: StaffRequest, experiment_id: UUID) -> HttpResponse:
    """Approve and begin."""
    return _do(request, experiment_id, begin_experiment, _("It has begun: first messages get their text by chance."))


@behind(Act.RUN_OUTREACH, POST_ONLY)
def end(request: StaffRequest, experiment_id: UUID) -> HttpResponse:
    """Take the one look, when it is time."""
    return _do(request, experiment_id, end_experiment, _("Ended by its own rule."))


@behind(Act.RUN_OUTREACH, POST_ONLY)
def stop(request: StaffRequest, experiment_id: UUID) -> HttpResponse:
    """Stop at once; nothing is concluded."""
    return _do(request, experiment_id, stop_experiment, pgettext("comparison", "Stopped. Nothing is concluded."))


def _do(request: StaffRequest, experiment_id: UUID, action: Callable[..., None], sentence: str) -> HttpResponse:
    found = lookup_or_404(lambda: experiment_of(request.court, experiment_id))
    try:
        action(found, actor(request), now())
        messages.success(request, sentence)
    except Refused as refused:
        messages.error(request, refused.sentence(language()))
    return redirect("console:experiment", found.id)
