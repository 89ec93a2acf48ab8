"""Events of letters, of the batches that they are printed in, and of what the print room has."""

from collections.abc import Mapping
from datetime import date
from operator import attrgetter
from typing import Any, Final

from songda.core.state.case_state import CaseState
from songda.core.state.entities_of_work.letter_entities import Batch, Letter, NumberRange, PrintRoom
from songda.core.state.logged import ABOUT, ACTOR, HAPPENED, LoggedEvent, later, payload
from songda.core.state.matter import Step


def _opened(state_after: str) -> Step:
    """Proposed or planned; what was proposed is planned by a second event, which may choose how it goes."""

    def step(state: CaseState, event: LoggedEvent) -> None:
        chosen = _chosen(event.data) | {"state": state_after}
        if state_after == "planned":
            chosen["planned_at"] = event.happened_at
        if (letter := state.letters.get(event.about)) is not None:
            letter.update(event, **chosen)
            return
        state.letters[event.about] = Letter(
            id=event.about,
            event=event,
            opened_at=event.happened_at,
            opened_by=event.actor,
            **_fixed(event.data),
            **chosen,
        )

    return step


def _fixed(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "envelope_id": data["envelope"],
        "address_id": data["address"],
        "address_class": data["address_class"],
        "why": data["why"],
        "service_ids": sorted(data["services"]),
        "previous_id": data["previous"],
        "again": data["again"],
    }


def _chosen(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "product": data["product"],
        "is_large_print": data["large_print"],
        "may_sign": data["may_sign"],
        "must_be_there_by": date.fromisoformat(data["by"]) if data["by"] else None,
    }


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
    values = {name: data[name] for name in ("a_day", "a_week", "carrier_a_day", "share")}
    values["prints_at_id"] = data["prints_at"]
    if (room := state.print_rooms.get(event.about)) is not None:
        room.update(event, **values)
    else:
        state.print_rooms[event.about] = PrintRoom(id=event.about, event=event, **values)


_LETTERS: Final = attrgetter("letters")
STEPS: Mapping[str, Step] = {
    "letter.proposed": _opened("proposed"),
    "letter.planned": _opened("planned"),
    "letter.set": later(
        _LETTERS,
        ABOUT,
        state="ready",
        set_at=HAPPENED,
        **{name: payload(name) for name in ("number", "sha256", "size", "pages")},
    ),
    "letter.stopped": later(_LETTERS, ABOUT, state="stopped", set_at=HAPPENED),
    "letter.spoilt": later(_LETTERS, ABOUT, state="planned", set_at=None, sha256=None, size=None, pages=None),
    "letter.withdrawn": later(_LETTERS, ABOUT, state="withdrawn", withdrawn_at=HAPPENED, withdrawal=payload("why")),
    "letter.sealed": later(
        _LETTERS, ABOUT, state="sealed", batch_id=payload("batch"), place_in_batch=payload("place"), sealed_at=HAPPENED
    ),
    "letter.noted": later(_LETTERS, ABOUT, deed_id=payload("deed")),
    "letter.overtaken": later(_LETTERS, ABOUT, overtaken_at=HAPPENED, overtaken=payload("why")),
    "batch.made": _batch_made,
    "batch.bound": later(
        attrgetter("batches"),
        ABOUT,
        bound_at=HAPPENED,
        sha256=payload("sha256"),
        manifest_sha256=payload("manifest"),
        pages=payload("pages"),
    ),
    "batch.sealed": later(
        attrgetter("batches"), ABOUT, sealed_at=HAPPENED, sealed_by=ACTOR, counted=payload("counted")
    ),
    "number_range.given": _range_given,
    "print_room.set": _print_room_set,
}
