"""Visits at the desk: planned, put into rounds, the phone shut out, and what it reported looked at."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act, may
from songda.core.delivery.visits import State, in_order_of_place
from songda.core.identifiers.postal import as_written
from songda.records.court.staff.models import User
from songda.records.matter.parties.models import Address
from songda.records.matter.parties.showing import note_file
from songda.records.overview.boards.preview import openness
from songda.records.overview.boards.round_sheet import sheets_of
from songda.records.overview.boards.to_visit import PossibleVisit, possible_visits
from songda.records.service.deeds.queries import places_of
from songda.records.ways.visits.looks import (
    VisitToAccept,
    accept,
    choose_rule,
    look_at,
    photo_of,
    puts_by_itself,
    set_aside,
    visit_of,
)
from songda.records.ways.visits.models import Round, Stop, Visit
from songda.records.ways.visits.reports import original_of, picture_of
from songda.records.ways.visits.rounds import (
    GOES,
    LONGEST_NOTE,
    RoundDraft,
    StopDraft,
    call_off,
    free_stops,
    make_round,
    note_of,
    plan_visit,
    plan_visits,
    round_of,
    shut_out,
    stop_of,
)
from songda.trust.photographs import ending_of
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, ReasonForm, TickChoices, Words, is_sure, succeeds, to_choose
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404, the_envelope
from songda.web.console.shared.pages import Question, ask, attachment

SHOWN = 50  # rounds, and reports, on the desk


class PlanForm(forms.Form):
    """Where somebody is to go, and what they should know."""

    address = forms.TypedChoiceField(label=_lazy("Place of service"), coerce=UUID)
    note = Words(
        label=_lazy("Note for whoever goes"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=_lazy("Which door, when they are at home, what to mind. Kept sealed."),
    )

    def __init__(self, *args: Any, places: Sequence[Address], **options: Any) -> None:
        super().__init__(*args, **options)
        known = [(str(place.id), as_written(place.value, words.language())) for place in places]
        self.fields["address"].choices = known if len(known) == 1 else to_choose(known)  # type: ignore[attr-defined]


class PlanSeveralForm(forms.Form):
    """Where somebody is to go, and what they should know of all of these."""

    stops = forms.MultipleChoiceField(label=_lazy("Visits"), widget=TickChoices)
    note = Words(
        label=_lazy("Note for whoever goes"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=_lazy("The same for all of them. Kept sealed."),
    )

    def __init__(self, *args: Any, possible: Sequence[PossibleVisit], **options: Any) -> None:
        super().__init__(*args, **options)
        self._possible = {each.key: each for each in possible}
        self.fields["stops"].choices = [(key, _could_be(each)) for key, each in self._possible.items()]  # type: ignore[attr-defined]

    def drafts(self) -> list[StopDraft]:
        chosen = [self._possible[key] for key in self.cleaned_data["stops"]]
        return [StopDraft(each.envelope.id, each.address.id, self.cleaned_data["note"]) for each in chosen]


class RoundForm(forms.Form):
    """Who goes, on which day, to which of the planned visits."""

    person = forms.TypedChoiceField(label=_lazy("Who goes"), coerce=UUID)
    day = forms.DateField(label=_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    stops = forms.TypedMultipleChoiceField(label=_lazy("Visits"), coerce=UUID, widget=TickChoices)

    def __init__(self, *args: Any, people: Sequence[User], stops: Sequence[Stop], **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(str(one.id), f"{one} · {words.word(one.role, 'office')}") for one in people]
        self.fields["person"].choices = to_choose(named)  # type: ignore[attr-defined]
        self.fields["stops"].choices = [(str(stop.id), _name_of(stop)) for stop in stops]  # type: ignore[attr-defined]

    def draft(self) -> RoundDraft:
        typed = self.cleaned_data
        return RoundDraft(typed["person"], typed["day"], tuple(typed["stops"]))


class AcceptForm(forms.Form):
    """When it was, by the court's clock."""

    at = Moment(label=_lazy("Time of the visit"))


def _name_of(stop: Stop | PossibleVisit) -> str:
    party = stop.envelope.party
    whom = f"{words.word(party.role, 'role')} {party.name} · {stop.envelope.case.number}"
    return f"{as_written(stop.address.value, words.language())} · {whom}"


def _could_be(visit: PossibleVisit) -> str:
    before = [_("somebody went there before")] if visit.was_visited else []
    told = [words.word(why, "return_cause") if why else _("cause not told") for why in visit.came_back]
    before += [_("a letter came back from there: %(why)s") % {"why": why} for why in told]
    return " · ".join((_name_of(visit), *before))


@behind(Act.SEE_CASES)
def desk(request: StaffRequest) -> HttpResponse:
    """What waits: reports that nobody looked at, visits in nobody's round; and the rounds, the newest first."""
    drafts = Visit.objects.filter(stop__envelope__case__court=request.court, state=State.DRAFT)
    waiting = drafts.select_related("stop__envelope__case", "stop__envelope__party", "stop__address")
    reported = list(waiting.order_by("received_at", "id")[:SHOWN])
    _noted(request, [visit.stop for visit in reported])
    rounds = Round.objects.filter(court=request.court).select_related("person").order_by("-day", "-id")
    free = free_stops(request.court, now()).select_related("envelope__case", "envelope__party", "address")
    context = {
        "desk": "visits",
        "drafts": reported,
        "free": [(stop, note_of(stop)) for stop in _noted(request, list(free.order_by("planned_at", "id")))],
        "rounds": [(one, round_state(one, now())) for one in rounds[:SHOWN]],
        "by_itself": puts_by_itself(request.court),
    }
    return render(request, "console/field/visits.html", context)


def _noted(request: StaffRequest, stops: list[Stop]) -> list[Stop]:
    """The stops, whose persons the page names: that they were shown goes on record."""
    for stop in stops:
        request.shown.person(stop.envelope.party)
    return stops


def round_state(one: Round, moment: datetime) -> str:
    """Where a round stands: a word of the table."""
    if one.shut_at is not None:
        return "shut"
    if one.ended_at is not None:
        return "ended"
    if moment >= one.ends_at:
        return "over"
    return "taken" if one.taken_at is not None else "made"


@behind(GOES, GET_AND_POST)
def plan(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Plan a visit; the law's word on direct service and on leaving stands beside the form."""
    envelope = the_envelope(request, envelope_id)
    places = list(places_of(envelope))
    form = PlanForm(request.POST or None, places=places)
    if form.is_valid():
        typed = form.cleaned_data
        if succeeds(form, lambda: plan_visit(envelope, typed["address"], typed["note"], actor(request), now())):
            messages.success(request, _("The visit is planned. Put it into a round on the page of visits."))
            return redirect("console:visits")
    moment = now()
    context = {
        "party": envelope.party,
        "envelope": envelope,
        "openness": [*openness(envelope, "direct", moment), *openness(envelope, "left", moment)],
        "places": places,
    }
    back = reverse("console:envelope", args=[envelope.id])
    title, template = _("Plan a visit"), "console/field/plan.html"
    return ask(request, form, Question(title, _("Plan"), back, envelope.case, template=template, context=context))


@behind(GOES, GET_AND_POST)
def plan_several(request: StaffRequest) -> HttpResponse:
    """Plan visits to everybody who waits for another way and of whom a place is known; all that are ticked, or none."""
    possible = possible_visits(request.court, now())
    for each in possible:
        request.shown.person(each.envelope.party)
    form = PlanSeveralForm(request.POST or None, possible=possible)
    if form.is_valid() and succeeds(form, lambda: plan_visits(request.court, form.drafts(), actor(request), now())):
        messages.success(request, _("The visits are planned. Put them into a round."))
        return redirect("console:new_round")
    intro = _(
        "Papers that wait for another way, to people of whom a place is known and to whom nobody is planned to go, in "
        "the order of the places. Where the law closes handing over and leaving, they are not listed."
    )
    question = Question(
        _("Plan several visits"),
        _("Plan"),
        reverse("console:visits"),
        intro=intro,
        template="console/field/plan_several.html",
        context={"desk": "visits", "possible": possible},
    )
    return ask(request, form, question)


@behind(GOES, GET_AND_POST)
def off(request: StaffRequest, stop_id: UUID) -> HttpResponse:
    """Call a planned visit off."""
    stop = lookup_or_404(lambda: stop_of(request.court, stop_id))
    request.shown.person(stop.envelope.party)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: call_off(stop, form.why(), actor(request), now())):
        messages.success(request, _("The visit is called off."))
        return redirect("console:visits")
    question = Question(
        _("Call a visit off"),
        _("Call off"),
        reverse("console:visits"),
        about=_name_of(stop),
        context={"desk": "visits"},
    )
    return ask(request, form, question)


@behind(GOES, GET_AND_POST)
def new_round(request: StaffRequest) -> HttpResponse:
    """Give planned visits to somebody for a day; they are put in the order of their places."""
    free = list(free_stops(request.court, now()).select_related("envelope__case", "envelope__party", "address"))
    stops = _noted(request, [free[number] for number in in_order_of_place(stop.address.value for stop in free)])
    active = User.objects.filter(court=request.court, is_active=True).order_by("display_name", "username")
    people = [one for one in active if may(one.role, GOES)]
    first = {"day": timezone.localtime(now()).date(), "person": str(request.user.id)}
    given = {**first, "stops": [str(stop.id) for stop in stops]}
    form = RoundForm(request.POST or None, people=people, stops=stops, initial=given)
    if form.is_valid():
        made: list[Round] = []
        if succeeds(form, lambda: made.append(make_round(request.court, form.draft(), actor(request), now()))):
            messages.success(request, _("The round is made. Whoever goes takes it along on their phone."))
            return redirect("console:round", made[0].id)
    question = Question(
        _("Make a round"), _("Make the round"), reverse("console:visits"), context={"desk": "visits", "stops": stops}
    )
    return ask(request, form, question)


def _the_round(request: StaffRequest, round_id: UUID) -> Round:
    return lookup_or_404(lambda: round_of(request.court, round_id))


@behind(GOES)
def one_round(request: StaffRequest, round_id: UUID) -> HttpResponse:
    """The stops in the order of their places with all that whoever goes reads, and the state of the phone."""
    found, moment = _the_round(request, round_id), now()
    sheets = sheets_of(found, moment)
    _noted(request, [sheet.stop for sheet in sheets])
    reports = Visit.objects.filter(stop__round=found).order_by("received_at")
    by_stop: dict[UUID, list[Visit]] = {}
    for visit in reports:
        by_stop.setdefault(visit.stop_id, []).append(visit)
    context = {
        "desk": "visits",
        "round": found,
        "state": round_state(found, moment),
        "lines": [(sheet, by_stop.get(sheet.stop.id, [])) for sheet in sheets],
        "is_mine": found.person_id == request.user.id,
    }
    return render(request, "console/field/round.html", context)


@behind(GOES, GET_AND_POST)
def shut(request: StaffRequest, round_id: UUID) -> HttpResponse:
    """Shut a lost phone out."""
    found = _the_round(request, round_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: shut_out(found, form.why(), actor(request), now())):
        messages.success(request, _("The phone is shut out, and its person is signed out everywhere."))
        return redirect("console:round", found.id)
    intro = _(
        "For a phone that is lost: it gets nothing any more and hands nothing in. Visits that are only on it stay "
        "unreadable for good; make a new round for them."
    )
    back = reverse("console:round", args=[found.id])
    title = _("Shut the phone out")
    question = Question(
        title, title, back, intro=intro, about=f"{found.person} · {found.day}", context={"desk": "visits"}
    )
    return ask(request, form, question)


@behind(Act.RUN_COURT, POST_ONLY)
def rule(request: StaffRequest) -> HttpResponse:
    """Choose whether sound visits are put on record by themselves."""
    choose_rule(request.court, actor(request), now(), by_itself=request.POST.get("by_itself") == "yes")
    messages.success(request, _("Chosen; it counts for what comes in from now on."))
    return redirect("console:visits")


def _the_visit(request: StaffRequest, visit_id: UUID) -> Visit:
    found = lookup_or_404(lambda: visit_of(request.court, visit_id))
    request.shown.person(found.stop.envelope.party)
    return found


@behind(Act.SEE_CASES, GET_AND_POST)
def look(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """What the phone reported, what proves it, what is doubtful; and the button that puts it on record."""
    visit = _the_visit(request, visit_id)
    seen = look_at(visit)
    may_accept = may(request.user.role, GOES)
    form = AcceptForm(request.POST or None, initial={"at": timezone.localtime(seen.times.corrected)})
    if request.method == "POST" and not may_accept:
        raise Http404
    if form.is_valid() and is_sure(form, [words.word(lack, "lack") for lack in seen.lacks]):
        at = _whole(form.cleaned_data["at"], seen)
        if succeeds(form, lambda: accept(visit, at, actor(request), now())):
            messages.success(request, _("It is on record; the law is asked again."))
            return redirect("console:envelope", visit.stop.envelope_id)
    context = {
        "party": visit.stop.envelope.party,
        "envelope": visit.stop.envelope,
        "visit": visit,
        "seen": seen,
        "papers": list(visit.stop.envelope.services.filter(id__in=visit.services).select_related("paper")),
        "may_accept": may_accept and visit.state == State.DRAFT,
        "delay": seen.times.received_at - seen.times.corrected,
        "desk": "visits",
    }
    back, template = reverse("console:visits"), "console/field/visit.html"
    title, case = _("A visit that a phone reported"), visit.stop.envelope.case
    return ask(request, form, Question(title, _("Put on record"), back, case, template=template, context=context))


def _whole(typed: datetime, seen: VisitToAccept) -> datetime:
    """The moment to the second, where what was typed is the minute that the page offered."""
    offered = seen.times.corrected
    return offered if typed == offered.replace(second=0, microsecond=0) else typed


@behind(GOES, GET_AND_POST)
def aside(request: StaffRequest, visit_id: UUID) -> HttpResponse:
    """Set a report aside, with the reason."""
    visit = _the_visit(request, visit_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: set_aside(visit, form.why(), actor(request), now())):
        messages.success(request, _("The report is set aside; it stays on record with the reason."))
        return redirect("console:visits")
    title, back = _("Set a report aside"), reverse("console:visit", args=[visit.id])
    context = {"party": visit.stop.envelope.party, "envelope": visit.stop.envelope}
    return ask(
        request, form, Question(title, _("Set the report aside"), back, visit.stop.envelope.case, context=context)
    )


@behind(Act.TAKE_FILES)
def photo(request: StaffRequest, visit_photo_id: UUID) -> HttpResponse:
    """A photograph of a visit, as it was drawn anew; that it was looked at is on record."""
    found = lookup_or_404(lambda: photo_of(request.court, visit_photo_id))
    try:
        body = picture_of(found)
    except LookupError:
        raise Http404 from None
    note_file(found.visit.stop.envelope.case, "visit_photo", found.id, actor(request), now())
    return HttpResponse(body, content_type="image/jpeg")


@behind(Act.TAKE_FILES)
def original(request: StaffRequest, visit_photo_id: UUID) -> HttpResponse:
    """The file as it came from the phone, to be saved and never shown; that it was taken is on record."""
    found = lookup_or_404(lambda: photo_of(request.court, visit_photo_id))
    try:
        body = original_of(found)
    except LookupError:
        raise Http404 from None
    note_file(found.visit.stop.envelope.case, "visit_original", found.id, actor(request), now())
    return attachment(body, f"{found.sha256_hex[:16]}.{ending_of(body)}", "application/octet-stream")
