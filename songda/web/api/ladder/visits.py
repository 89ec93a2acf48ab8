"""Visits: planned, gathered into rounds, called off, and read with what phones reported of them.

A report is made on the phone that goes along and accepted by somebody who looked at it; no other program does either.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Self
from uuid import UUID

from django.http import HttpResponse
from pydantic import AwareDatetime, Field

from songda.clock import now
from songda.records.overview.boards.to_visit import MOST, PossibleVisit, possible_visits
from songda.records.service.orders.queries import service_of
from songda.records.ways.visits.looks import look_at, visit_of
from songda.records.ways.visits.models import Round, Stop, Visit
from songda.records.ways.visits.rounds import (
    MOST_STOPS,
    RoundDraft,
    StopDraft,
    call_off,
    make_round,
    plan_visit,
    plan_visits,
    round_of,
    rounds_on,
    stop_of,
)
from songda.web.api.once import ChangingRouter, create_once
from songda.web.api.shapes import Day, In, Out, ReasonIn, Text
from songda.web.api.tokens import ApiRequest, actor_of, court_of, note_parties_shown, note_party_shown

router = ChangingRouter(tags=["visits"])


class StopOut(Out):
    """A visit that is planned: to which address, in whose round. `done_at`: a report of it stands on record.

    `visit_ids`: what phones reported of it, also what nobody has looked at.
    """

    id: UUID
    envelope_id: UUID
    address_id: UUID
    round_id: UUID | None
    planned_at: AwareDatetime
    called_off_at: AwareDatetime | None
    done_at: AwareDatetime | None
    visit_ids: list[UUID]

    @classmethod
    def of(cls, stop: Stop) -> Self:
        written_here = {"called_off_at", "visit_ids"}
        own = {name: getattr(stop, name) for name in cls.model_fields if name not in written_here}
        seen = sorted(stop.visits.all(), key=lambda visit: (visit.received_at, visit.id))
        return cls(called_off_at=stop.dropped_at, visit_ids=[visit.id for visit in seen], **own)


class StopIn(In):
    """Where to go, and what whoever goes should know."""

    address_id: UUID
    note: Text = ""


@router.get("/services/{uuid:service_id}/visits", response=list[StopOut], summary="List the visits for a service")
def listed(request: ApiRequest, service_id: UUID) -> list[StopOut]:
    """Those to its recipient with the papers of its order, oldest first; those that were called off too."""
    service = service_of(court_of(request), service_id)
    note_party_shown(request, service.envelope.party)
    return _stops(Stop.objects.filter(envelope=service.envelope_id).prefetch_related("visits").order_by("id"))


@router.creates("/services/{uuid:service_id}/visits", StopOut, "Plan a visit")
def plan(request: ApiRequest, service_id: UUID, body: StopIn) -> HttpResponse:
    """Plans it; it waits until it is put into somebody's round. One that is planned there already stays as it is."""
    service = service_of(court_of(request), service_id)

    def act() -> StopOut:
        return StopOut.of(plan_visit(service.envelope, body.address_id, body.note, actor_of(request), now()))

    return create_once(request, body, act)


class PossibleVisitOut(Out):
    """Papers that wait for another way, and a place of their recipient. `was_visited`: somebody went there before.

    `came_back`: why letters did from there, each cause once; an empty one was not told.
    """

    envelope_id: UUID
    address_id: UUID
    was_visited: bool
    came_back: list[str]

    @classmethod
    def of(cls, one: PossibleVisit) -> Self:
        """From what the law opens."""
        return cls(
            envelope_id=one.envelope.id,
            address_id=one.address.id,
            was_visited=one.was_visited,
            came_back=list(one.came_back),
        )


@router.get("/possible-visits", response=list[PossibleVisitOut], summary="List to whom somebody could go")
def possible(request: ApiRequest) -> list[PossibleVisitOut]:
    """In the order of their places: to whom the law lets the papers be brought, and to whom no visit is planned."""
    found = possible_visits(court_of(request), now())
    note_parties_shown(request, [one.envelope.party for one in found])
    return [PossibleVisitOut.of(one) for one in found]


class PlacedStopIn(In):
    """Which papers go where, and what whoever goes should know."""

    envelope_id: UUID
    address_id: UUID
    note: Text = ""


class StopsIn(In):
    """The visits that are to be planned."""

    stops: Annotated[list[PlacedStopIn], Field(min_length=1, max_length=MOST)]


class StopsOut(Out):
    """The visits that are planned, in the order of the request."""

    stops: list[StopOut]


@router.creates("/stops", StopsOut, "Plan several visits")
def plan_several(request: ApiRequest, body: StopsIn) -> HttpResponse:
    """Plans all of them or none, and then names the case that stands in the way. One that is planned stays as it is."""
    drafts = [StopDraft(one.envelope_id, one.address_id, one.note) for one in body.stops]

    def act() -> StopsOut:
        return StopsOut(stops=_stops(plan_visits(court_of(request), drafts, actor_of(request), now())))

    return create_once(request, body, act)


@router.creates("/stops/{uuid:stop_id}/calling-off", StopOut, "Call a visit off")
def off(request: ApiRequest, stop_id: UUID, body: ReasonIn) -> HttpResponse:
    """Nobody goes there; what a phone still reports of it is taken all the same."""
    stop = stop_of(court_of(request), stop_id)

    def act() -> StopOut:
        call_off(stop, body.why(), actor_of(request), now())
        return StopOut.of(stop_of(court_of(request), stop_id))

    return create_once(request, body, act)


class VisitOut(Out):
    """What a phone reported of a visit. `at` is the phone's time, `at_by_court` that time by the court's clock.

    `state`: draft until somebody looked at it, accepted (`deed_id` is the try on record), set_aside. `lacks`: what
    makes it doubtful. Of photographs the hashes alone; names and words are not given.
    """

    id: UUID
    stop_id: UUID
    outcome: str
    signer: str
    manner: str
    service_ids: list[UUID]
    at: AwareDatetime
    at_by_court: AwareDatetime
    received_at: AwareDatetime
    state: str
    lacks: list[str]
    photos_sha256: list[str]
    deed_id: UUID | None

    @classmethod
    def of(cls, visit: Visit) -> Self:
        seen = look_at(visit)
        names = ("id", "stop_id", "outcome", "signer", "manner", "at", "received_at", "state", "deed_id")
        return cls(
            service_ids=visit.services,
            at_by_court=seen.times.corrected,
            lacks=[lack.value for lack in seen.lacks],
            photos_sha256=[photo.sha256_hex for photo in seen.photos if photo.kept_at is not None],
            **{name: getattr(visit, name) for name in names},
        )


@router.get("/visits/{uuid:visit_id}", response=VisitOut, summary="Read the report of a visit")
def read(request: ApiRequest, visit_id: UUID) -> VisitOut:
    """As it came from the phone, with what makes it doubtful."""
    visit = visit_of(court_of(request), visit_id)
    note_party_shown(request, visit.stop.envelope.party)
    return VisitOut.of(visit)


class RoundOut(Out):
    """The visits of one person on one day, in the order of their places.

    `taken_at`: since when a phone has it; `shut_at`: that phone was lost; `ended_at`: it has handed everything in.
    """

    id: UUID
    person_id: UUID
    day: date
    made_at: AwareDatetime
    taken_at: AwareDatetime | None
    shut_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    stops: list[StopOut]

    @classmethod
    def of(cls, made: Round) -> Self:
        own = {name: getattr(made, name) for name in cls.model_fields if name != "stops"}
        return cls(stops=_stops(made.stops.prefetch_related("visits").order_by("place", "id")), **own)


class RoundIn(In):
    """Who goes on which day, and to which of the planned visits."""

    person_id: UUID
    day: Day
    stop_ids: Annotated[list[UUID], Field(min_length=1, max_length=MOST_STOPS)]


@router.get("/rounds", response=list[RoundOut], summary="List the rounds of a day")
def rounds(request: ApiRequest, day: Day) -> list[RoundOut]:
    """Everybody's, those that were shut out too."""
    return [RoundOut.of(made) for made in rounds_on(court_of(request), day)]


@router.creates("/rounds", RoundOut, "Give visits to somebody for a day")
def make(request: ApiRequest, body: RoundIn) -> HttpResponse:
    """Where that person has a round on that day, the visits are added to it."""
    draft = RoundDraft(body.person_id, body.day, tuple(body.stop_ids))
    return create_once(
        request, body, lambda: RoundOut.of(make_round(court_of(request), draft, actor_of(request), now()))
    )


@router.get("/rounds/{uuid:round_id}", response=RoundOut, summary="Read a round")
def read_round(request: ApiRequest, round_id: UUID) -> RoundOut:
    """With its visits, in the order of their places."""
    return RoundOut.of(round_of(court_of(request), round_id))


def _stops(rows: Iterable[Stop]) -> list[StopOut]:
    return [StopOut.of(stop) for stop in rows]
