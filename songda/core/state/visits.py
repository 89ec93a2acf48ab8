"""Events of visits by people of the court, of their rounds, and of service by other hands."""

from collections.abc import Mapping
from datetime import date

from songda.core.state.case_state import CaseState
from songda.core.state.logged import LoggedEvent, moment_in
from songda.core.state.matter import Step, tell_each
from songda.core.state.visit_things import Entrustment, Round, Stop, Visit, VisitPhoto


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


def _visit_called_off(state: CaseState, event: LoggedEvent) -> None:
    tell_each(state.stops, [event.data["stop"]], event, dropped_at=event.happened_at)


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


def _visit_accepted(state: CaseState, event: LoggedEvent) -> None:
    looked = event.recorded_at
    tell_each(state.visits, [event.data["visit"]], event, state="accepted", looked_at=looked, deed_id=event.about)


def _visit_set_aside(state: CaseState, event: LoggedEvent) -> None:
    tell_each(state.visits, [event.data["visit"]], event, state="set_aside", looked_at=event.happened_at)


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
        one.tell(event, phone_hash=event.data["phone"], **first)


def _round_over(column: str) -> Step:
    return lambda state, event: tell_each(state.rounds, [event.about], event, **{column: event.happened_at})


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


def _entrustment_received(state: CaseState, event: LoggedEvent) -> None:
    said = {"received_at": event.happened_at, "received_by": event.actor}
    tell_each(state.entrustments, [event.about], event, **said)


def _entrustment_ended(state_after: str) -> Step:
    def step(state: CaseState, event: LoggedEvent) -> None:
        said = {"state": state_after, "ended_at": event.happened_at, "ended_by": event.actor}
        tell_each(state.entrustments, [event.about], event, **said)

    return step


STEPS: Mapping[str, Step] = {
    "visit.planned": _visit_planned,
    "visit.called_off": _visit_called_off,
    "visit.reported": _visit_reported,
    "visit.photographed": _visit_photographed,
    "visit.accepted": _visit_accepted,
    "visit.set_aside": _visit_set_aside,
    "round.made": _round_made,
    "round.taken": _round_taken,
    "round.shut": _round_over("shut_at"),
    "round.ended": _round_over("ended_at"),
    "entrustment.sent": _entrustment_sent,
    "entrustment.received": _entrustment_received,
    "entrustment.done": _entrustment_ended("done"),
    "entrustment.returned": _entrustment_ended("returned"),
    "entrustment.refused": _entrustment_ended("refused"),
    "entrustment.taken_back": _entrustment_ended("taken_back"),
}
