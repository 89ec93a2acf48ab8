"""Times in which the system was away: noted by hand beside the watch, ended, struck; and what judges decide of them."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act
from songda.core.delivery.incidents import LONGEST_WORDS, Away, WeighingOutcome
from songda.records.matter.cases.actions import LONGEST_REASON
from songda.records.service.malfunctions.actions import (
    MalfunctionDraft,
    changeable_by,
    end_malfunction,
    malfunction_of,
    malfunctions,
    note_malfunction,
    strike_malfunction,
    struck_malfunctions,
    weigh_malfunction,
)
from songda.records.service.malfunctions.models import RanMeanwhile
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, RadioChoices, ReasonForm, Words, succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404, the_party
from songda.web.console.shared.pages import Question, ask

_CRUMBS = "console/court/court_form.html"


class MalfunctionForm(forms.Form):
    """What was away, and when."""

    away = forms.ChoiceField(label=_lazy("What was away"), choices=words.choices(words.AWAY), widget=RadioChoices)
    since = Moment(label=_lazy("Since when"))
    until = Moment(label=_lazy("Until when"), required=False, help_text=_lazy("Empty while it lasts."))
    words = Words(
        label=_lazy("Remark for everybody"),
        required=False,
        max_length=LONGEST_WORDS,
        help_text=_lazy("It stands on the public page and in the certificate: no names."),
    )

    def draft(self) -> MalfunctionDraft:
        typed = self.cleaned_data
        return MalfunctionDraft(Away(typed["away"]), typed["since"], typed["until"], typed["words"])


class EndForm(forms.Form):
    """When it was back."""

    until = Moment(label=_lazy("Until when"))


class WeighForm(forms.Form):
    """What the judge decides."""

    outcome = forms.ChoiceField(
        label=_lazy("What follows"), choices=words.choices(words.MALFUNCTION_WEIGHED), widget=RadioChoices
    )
    reason = Words(label=_lazy("Reason"), max_length=LONGEST_REASON, help_text=_lazy("For the file; kept sealed."))


@behind(Act.RUN_COURT)
def malfunction_list(request: StaffRequest) -> HttpResponse:
    """Those that stand, the newest first, and those that were struck with the reason."""
    rows = malfunctions()
    context = {
        "desk": "court",
        "rows": rows,
        "own": changeable_by(request.court, rows),
        "struck": struck_malfunctions(),
    }
    return render(request, "console/court/malfunctions.html", context)


@behind(Act.RUN_COURT, GET_AND_POST)
def note(request: StaffRequest) -> HttpResponse:
    form = MalfunctionForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: note_malfunction(request.court, form.draft(), actor(request), now())):
        return _done(request, _("It is on record; whose periods ended meanwhile goes to the judges once it is over."))
    return ask(request, form, _question(_("Note a malfunction"), _("Note it")))


@behind(Act.RUN_COURT, GET_AND_POST)
def end(request: StaffRequest, malfunction_id: UUID) -> HttpResponse:
    found = lookup_or_404(lambda: malfunction_of(request.court, malfunction_id))
    form = EndForm(request.POST or None)
    if form.is_valid() and succeeds(
        form,
        lambda: end_malfunction(found.id, form.cleaned_data["until"], request.court, actor(request), now()),
    ):
        return _done(request, _("Its end is on record."))
    return ask(request, form, _question(_("The system is back"), _("Record")))


@behind(Act.RUN_COURT, GET_AND_POST)
def strike(request: StaffRequest, malfunction_id: UUID) -> HttpResponse:
    """It was noted by mistake."""
    found = lookup_or_404(lambda: malfunction_of(request.court, malfunction_id))
    form = ReasonForm(request.POST or None)
    if form.is_valid() and succeeds(
        form, lambda: strike_malfunction(found.id, form.why(), request.court, actor(request), now())
    ):
        return _done(request, _("It is struck."))
    return ask(request, form, _question(_("Strike the malfunction"), _("Strike as mistaken")))


@behind(Act.DECIDE_FINDING, GET_AND_POST)
def weigh(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """The judge decides on what ended for this person while the system was away."""
    party = the_party(request, party_id)
    waiting = RanMeanwhile.objects.filter(party=party, weighed_at=None, malfunction__struck_at=None)
    ran = waiting.select_related("malfunction").order_by("malfunction__since").first()
    if ran is None:
        messages.info(request, _("Nothing waits to be decided here."))
        return redirect("console:party", party.id)
    form = WeighForm(request.POST or None)
    if form.is_valid():
        outcome, why = WeighingOutcome(form.cleaned_data["outcome"]), ReasonForm(request.POST)
        if why.is_valid() and succeeds(form, lambda: weigh_malfunction(ran, outcome, why.why(), request.user, now())):
            messages.success(request, _("Your decision is on record."))
            return redirect("console:party", party.id)
    intro = _(
        "Whoever misses a period for reasons that they could not help may ask for more time within ten days after the"
        " obstacle is gone; the court decides (Civil Procedure Law, article 86)."
    )
    question = Question(
        _("A period that ended while the system was away"),
        _("Decide"),
        reverse("console:party", args=[party.id]),
        party.case,
        intro,
        "console/court/weigh.html",
        {"party": party, "ran": ran},
    )
    return ask(request, form, question)


def _question(title: str, submit: str) -> Question:
    return Question(title, submit, reverse("console:malfunctions"), template=_CRUMBS, context={"desk": "court"})


def _done(request: StaffRequest, word: str) -> HttpResponse:
    messages.success(request, word)
    return redirect("console:malfunctions")
