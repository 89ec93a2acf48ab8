"""Events of visits by people of the court, of their rounds, and of service by other hands."""

from collections.abc import Mapping
from datetime import date
from operator import attrgetter
from typing import Final

from songda.core.state.case_state import CaseState
from songda.core.state.entities_of_work.visit_entities import Entrustment, Round, Stop, Visit, VisitPhoto
from songda.core.state.logged import ABOUT, ACTOR, HAPPENED, RECORDED, LoggedEvent, later, moment_in, payload
from songda.core.state.matter import Step


def _visit_planned(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.stops[data["stop"]] = Stop(
        id=data["stop"],
        event=event,
        envelope_id=data["envelope"],
        address_id=data["address"],
        planned_at=event.happened_at,
        planned_by=event.actor,
    )


def _visit_reported(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.visits[data["visit"]] = Visit(
        id=data["visit"],
        event=event,
        stop_id=data["stop"],
        outcome=data["outcome"],
        signer=data["signer"] or "",
        manner=data["manner"] or "",
        services=sorted(data["services"]),
        at=moment_in(data["at"]),
        phone_now=moment_in(data["phone_now"]),
        received_at=event.happened_at,
        has_mark=data["has_mark"],
        photos_told=len(data["photos"]),
        told_hash=data["told"],
        reported_by=event.actor,
    )


def _visit_photographed(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.visit_photos[data["photo"]] = VisitPhoto(
        id=data["photo"],
        event=event,
        visit_id=data["visit"],
        kind=data["kind"],
        sha256=data["sha256"],
        size=data["size"],
        taken_at=moment_in(data["taken_at"]),
        drawn_sha256=data["shown_sha256"],
        kept_at=event.happened_at,
    )


def _round_made(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.rounds[event.about] = Round(
        id=event.about,
        event=event,
        person_id=data["person"],
        day=date.fromisoformat(data["day"]),
        ends_at=moment_in(data["ends_at"]),
        made_at=event.happened_at,
        made_by=event.actor,
    )


def _round_taken(state: CaseState, event: LoggedEvent) -> None:
    """Each time it is handed to a phone; the mark is that of the first time."""
    for one in filter(None, [state.rounds.get(event.about)]):
        first = {} if one.taken_at else {"mark": event.data["mark"], "taken_at": event.happened_at}
        one.update(event, phone_hash=event.data["phone"], **first)


def _entrustment_sent(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.entrustments[event.about] = Entrustment(
        id=event.about,
        event=event,
        hand=data["hand"],
        court_id=data["court"],
        sent_at=event.happened_at,
        sent_by=event.actor,
        due_on=date.fromisoformat(data["due_on"]),
        letter_sha256=data["letter"],
    )


_VISITS: Final = attrgetter("visits")
_ROUNDS: Final = attrgetter("rounds")
_ENTRUSTED: Final = attrgetter("entrustments")


def _entrustment_ended(state_after: str) -> Step:
    return later(_ENTRUSTED, ABOUT, state=state_after, ended_at=HAPPENED, ended_by=ACTOR)


STEPS: Mapping[str, Step] = {
    "visit.planned": _visit_planned,
    "visit.called_off": later(lambda state: state.stops, payload("stop"), dropped_at=HAPPENED),
    "visit.reported": _visit_reported,
    "visit.photographed": _visit_photographed,
    "visit.accepted": later(_VISITS, payload("visit"), state="accepted", looked_at=RECORDED, deed_id=ABOUT),
    "visit.set_aside": later(_VISITS, payload("visit"), state="set_aside", looked_at=HAPPENED),
    "round.made": _round_made,
    "round.taken": _round_taken,
    "round.released": later(_ROUNDS, ABOUT, phone_hash=None),
    "round.shut": later(_ROUNDS, ABOUT, shut_at=HAPPENED, phone_hash=None),
    "round.ended": later(_ROUNDS, ABOUT, ended_at=HAPPENED, phone_hash=None),
    "entrustment.sent": _entrustment_sent,
    "entrustment.received": later(_ENTRUSTED, ABOUT, received_at=HAPPENED, received_by=ACTOR),
    "entrustment.done": _entrustment_ended("done"),
    "entrustment.returned": _entrustment_ended("returned"),
    "entrustment.refused": _entrustment_ended("refused"),
    "entrustment.taken_back": _entrustment_ended("taken_back"),
    "entrustment.overtaken": _entrustment_ended("overtaken"),
}
