"""Hearings: set, moved, cancelled."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from songda.clock import now
from songda.core.access import Act
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.hearings import cancel_hearing, move_hearing, set_hearing, version_of
from songda.records.matter.cases.models import Hearing
from songda.records.service.orders.summoned import summoned_to
from songda.web.console.shared.forms import Moment, ReasonForm, SittingOf, Words, about_a_sitting, is_sure, succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_case, the_hearing
from songda.web.console.shared.pages import Question, after_change, ask


class HearingForm(forms.Form):
    """When and where the court sits."""

    at = Moment(label=_lazy("Day and time"))
    place = Words(
        label=_lazy("Place"), max_length=120, help_text=_lazy("As it stands in the summons, e.g. Court room 3.")
    )


class MovedHearingForm(HearingForm):
    """When and where it sits instead, and which hearing the clerk saw."""

    seen = Words(widget=forms.HiddenInput, required=False, max_length=64)


class CancellationForm(ReasonForm):
    """Why it is cancelled, and which hearing the clerk saw."""

    seen = Words(widget=forms.HiddenInput, required=False, max_length=64)

    def why(self) -> Reason:
        return Reason(self.cleaned_data["reason"], self.cleaned_data["seen"])


@behind(Act.FILE_PAPER, GET_AND_POST)
def new_hearing(request: StaffRequest, case_id: UUID) -> HttpResponse:
    found = the_case(request, case_id)
    form = HearingForm(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data
        if is_sure(form, about_a_sitting(typed["at"], now(), SittingOf.case(found, now()))) and succeeds(
            form, lambda: set_hearing(found, typed["at"], typed["place"], actor(request), now())
        ):
            messages.success(request, _("The hearing is set."))
            return redirect("console:hearings", found.id)
    back = reverse("console:hearings", args=[found.id])
    return ask(request, form, Question(_("Set a hearing"), _("Set the hearing"), back, found))


@behind(Act.FILE_PAPER, GET_AND_POST)
def move(request: StaffRequest, hearing_id: UUID) -> HttpResponse:
    """Move a hearing to another time or room."""
    hearing = the_hearing(request, hearing_id)
    stands = {"at": hearing.at, "place": hearing.place, "seen": version_of(hearing)}
    form = MovedHearingForm(request.POST or None, initial=stands)
    back = reverse("console:hearings", args=[hearing.case_id])
    if form.is_valid():
        typed = form.cleaned_data
        doubts = doubts_of_change(hearing, typed["at"], typed["place"])
        if typed["at"] != hearing.at:  # whoever was summoned is summoned, where another room is all that changes
            doubts = [*about_a_sitting(typed["at"], now(), SittingOf.case(hearing.case, now())), *doubts]
        if is_sure(form, doubts) and succeeds(
            form,
            lambda: move_hearing(hearing, (typed["at"], typed["place"]), actor(request), now(), typed["seen"]),
        ):
            messages.success(request, _("The hearing is moved. Whoever was summoned to it is a task of this case."))
            return redirect(_after_change(request, hearing))
    intro = _("A summons ordered before names the old time, so it calls nobody to the new one.")
    return ask(
        request,
        form,
        Question(_("Move the hearing"), _("Move"), back, hearing.case, intro, about=_time_and_place(hearing)),
    )


@behind(Act.FILE_PAPER, GET_AND_POST)
def cancel(request: StaffRequest, hearing_id: UUID) -> HttpResponse:
    hearing = the_hearing(request, hearing_id)
    form = CancellationForm(request.POST or None, initial={"seen": version_of(hearing)})
    back = reverse("console:hearings", args=[hearing.case_id])
    if (
        form.is_valid()
        and is_sure(form, doubts_of_change(hearing))
        and succeeds(form, lambda: cancel_hearing(hearing, form.why(), actor(request), now()))
    ):
        messages.success(request, _("The hearing is cancelled. Whoever was summoned to it is a task of this case."))
        return redirect(_after_change(request, hearing))
    intro = _("The recipients' pages no longer show it, and no summons calls to it.")
    title = _("Cancel the hearing")
    return ask(request, form, Question(title, title, back, hearing.case, intro, about=_time_and_place(hearing)))


def _after_change(request: StaffRequest, hearing: Hearing) -> str:
    return after_change(request, hearing.case, reverse("console:hearings", args=[hearing.case_id]))


def _time_and_place(hearing: Hearing) -> str:
    """When and where it was to be."""
    return f"{timezone.localtime(hearing.at):%Y-%m-%d %H:%M} {hearing.place}"


def doubts_of_change(hearing: Hearing, at: datetime | None = None, place: str = "") -> list[str]:
    """Who holds a summons that will not be true any more; `at` None: the hearing is cancelled."""
    if (at, place.strip()) == (hearing.at, hearing.place):
        return []
    people = {service.envelope.party_id for service in summoned_to(hearing)}
    if not people:
        return []
    count = {"count": len(people)}
    if at is not None and at != hearing.at:
        sentence = ngettext(
            "%(count)d person was summoned to the present time: they need a new summons. They become a task, and are "
            "told by text message where one reaches them that the arrangement has changed, without the new time.",
            "%(count)d people were summoned to the present time: each needs a new summons. Each becomes a task, and is "
            "told by text message where one reaches them that the arrangement has changed, without the new time.",
            len(people),
        )
    else:
        sentence = ngettext(
            "%(count)d person holds a summons for it: they become a task, and are told by text message where one "
            "reaches them that the arrangement has changed.",
            "%(count)d people hold a summons for it: each becomes a task, and is told by text message where one "
            "reaches them that the arrangement has changed.",
            len(people),
        )
    return [sentence % count]
