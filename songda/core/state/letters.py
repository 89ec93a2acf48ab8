"""Events of letters, of the batches that they are printed in, and of what the print room has."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from songda.core.state.case_state import CaseState
from songda.core.state.letter_things import Batch, Letter, NumberRange, PrintRoom
from songda.core.state.logged import LoggedEvent
from songda.core.state.matter import Step, tell_each


def _opened(state_after: str) -> Step:
    """Proposed or planned; what was proposed is planned by a second event, which may choose otherwise."""

    def step(state: CaseState, event: LoggedEvent) -> None:
        said = _said(event.data) | {"state": state_after}
        if state_after == "planned":
            said["planned_at"] = event.happened_at
        if (letter := state.letters.get(event.about)) is not None:
            letter.tell(event, **said)
            return
        state.letters[event.about] = Letter(
            id=event.about, event=event, opened_at=event.happened_at, opened_by=event.actor, **said
        )

    return step


def _said(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "envelope_id": data["envelope"],
        "address_id": data["address"],
        "address_class": data["address_class"],
        "product": data["product"],
        "why": data["why"],
        "carried": sorted(data["services"]),
        "is_large_print": data["large_print"],
        "may_sign": data["may_sign"],
        "must_be_there_by": date.fromisoformat(data["by"]) if data["by"] else None,
        "previous_id": data["previous"],
        "again": data["again"],
    }


def _set(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    said = {name: data[name] for name in ("number", "sha256", "size", "pages")}
    tell_each(state.letters, [event.about], event, state="ready", set_at=event.happened_at, **said)


def _stopped(state: CaseState, event: LoggedEvent) -> None:
    tell_each(state.letters, [event.about], event, state="stopped", set_at=event.happened_at)


def _withdrawn(state: CaseState, event: LoggedEvent) -> None:
    said = {"withdrawn_at": event.happened_at, "withdrawal": event.data["why"]}
    tell_each(state.letters, [event.about], event, state="withdrawn", **said)


def _sealed(state: CaseState, event: LoggedEvent) -> None:
    said = {"batch_id": event.data["batch"], "place_in_batch": event.data["place"], "sealed_at": event.happened_at}
    tell_each(state.letters, [event.about], event, state="sealed", **said)


def _noted(state: CaseState, event: LoggedEvent) -> None:
    tell_each(state.letters, [event.about], event, deed_id=event.data["deed"])


def _overtaken(state: CaseState, event: LoggedEvent) -> None:
    tell_each(state.letters, [event.about], event, overtaken_at=event.happened_at, overtaken=event.data["why"])


def _batch_made(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    state.batches[event.about] = Batch(
        id=event.about,
        event=event,
        court_id=data["court"],
        product=data["product"],
        n=data["n"],
        made_at=event.happened_at,
        made_by=event.actor,
    )


def _batch_bound(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    said = {"sha256": data["sha256"], "manifest_sha256": data["manifest"], "pages": data["pages"]}
    tell_each(state.batches, [event.about], event, bound_at=event.happened_at, **said)


def _batch_sealed(state: CaseState, event: LoggedEvent) -> None:
    tell_each(state.batches, [event.about], event, sealed_at=event.happened_at, sealed_by=event.actor)


def _range_given(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    known = {name: data[name] for name in ("product", "prefix", "first", "last")}
    state.number_ranges[data["range"]] = NumberRange(
        id=data["range"],
        event=event,
        court_id=event.about,
        given_at=event.happened_at,
        given_by=event.actor,
        **known,
    )


def _print_room_set(state: CaseState, event: LoggedEvent) -> None:
    data = event.data
    said = {name: data[name] for name in ("a_day", "a_week", "carrier_a_day", "share")}
    said["prints_at_id"] = data["prints_at"]
    if (room := state.print_rooms.get(event.about)) is not None:
        room.tell(event, **said)
    else:
        state.print_rooms[event.about] = PrintRoom(id=event.about, event=event, **said)


STEPS: Mapping[str, Step] = {
    "letter.proposed": _opened("proposed"),
    "letter.planned": _opened("planned"),
    "letter.set": _set,
    "letter.stopped": _stopped,
    "letter.withdrawn": _withdrawn,
    "letter.sealed": _sealed,
    "letter.noted": _noted,
    "letter.overtaken": _overtaken,
    "batch.made": _batch_made,
    "batch.bound": _batch_bound,
    "batch.sealed": _batch_sealed,
    "number_range.given": _range_given,
    "print_room.set": _print_room_set,
}
