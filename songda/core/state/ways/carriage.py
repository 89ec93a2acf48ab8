"""What is known of letters by their carriers, and the events that tell of it.

A field has the name that the column of its row has.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from songda.core.state.logged import HAPPENED, UNTOLD, BegunOnce, Entity, LoggedEvent, later, moment_in, payload


@dataclass(kw_only=True)
class CarrierFact(Entity):
    """One fact that a carrier reported."""

    push_id: str | None
    carrier: str
    letter_id: str | None
    number: str
    kind: str
    code: str
    at: datetime | None
    heard_at: datetime
    cause: str
    signer: str
    product: str
    scan_sha256: str | None
    scan_number: str
    is_usable: bool
    stray: str


@dataclass(kw_only=True)
class Carriage(Entity):
    """Where a letter stands; its id is that of the letter."""

    carrier: str
    stage: str = "unheard"
    defects: Sequence[str] = ()
    told_at: datetime | None = None
    settled: str = ""
    settled_at: datetime | None = None
    settled_by: str = ""
    step_id: str | None = None
    judge_asked_at: datetime | None = None


@dataclass(kw_only=True)
class CameBack(Entity):
    """A letter that came back to the court."""

    letter_id: str
    cause: str
    at: datetime
    by: str
    step_id: str | None
    struck_at: datetime | None = None


@dataclass
class Carriages:
    """What carriers reported, where letters stand, and which came back."""

    facts: dict[str, CarrierFact] = field(default_factory=BegunOnce)
    carriages: dict[str, Carriage] = field(default_factory=BegunOnce)
    returns: dict[str, CameBack] = field(default_factory=BegunOnce)


def _moment(written: str | None) -> datetime | None:
    return moment_in(written) if written else None


def _reported(state: Carriages, event: LoggedEvent) -> None:
    data = event.data
    state.facts[data["report"]] = CarrierFact(
        id=data["report"],
        event=event,
        push_id=data["push"],
        carrier=data["carrier"],
        letter_id=data["letter"],
        number=data["number"],
        kind=data["kind"],
        code=data["code"],
        at=_moment(data["at"]),
        heard_at=event.happened_at,
        cause=data["cause"],
        signer=data["signer"],
        product=data["product"],
        scan_sha256=data["scan"],
        scan_number=data["scan_number"],
        is_usable=data["usable"],
        stray=data["stray"],
    )


def _settlement(data: Mapping[str, Any]) -> dict[str, Any]:
    values = {"settled": data["settled"], "settled_by": data["settled_by"], "step_id": data["step"]}
    return values | {"settled_at": _moment(data["settled_at"])}


def _about_carriage(state: Carriages, event: LoggedEvent) -> None:
    """Each tells how the letter stands; the first of them begins it."""
    data = event.data
    values = _settlement(data) | {
        name: data[name] for name in ("stage",) if name in data and event.name == "carriage.judged"
    }
    if event.name == "carriage.judged":
        values["defects"] = data["defects"]
    if event.name == "carriage.told":
        values["told_at"] = event.happened_at
    if event.name in {"carriage.contradicted", "carriage.ruled", "carriage.agreed"}:
        values["judge_asked_at"] = event.happened_at if event.name == "carriage.contradicted" else None
    known = state.carriages.get(data["letter"])
    if known is None:
        values.setdefault("told_at", UNTOLD)  # a carrier that reports first knows of it, and nobody told it
        state.carriages[data["letter"]] = Carriage(id=data["letter"], event=event, carrier=data["carrier"], **values)
    else:
        known.update(event, **values)


def _came_back(state: Carriages, event: LoggedEvent) -> None:
    data = event.data
    state.returns[data["entry"]] = CameBack(
        id=data["entry"],
        event=event,
        letter_id=event.about,
        cause=data["cause"],
        at=moment_in(data["at"]),
        by=event.actor,
        step_id=data["step"],
    )


STEPS: Mapping[str, Callable[[Carriages, LoggedEvent], None]] = {
    "carrier.reported": _reported,
    **dict.fromkeys(
        (
            *("carriage.told", "carriage.judged", "carriage.proved", "carriage.confirmed", "carriage.settled"),
            *("carriage.replaced", "carriage.contradicted", "carriage.agreed", "carriage.decided", "carriage.ruled"),
            *("enquiry.made", "enquiry.sent", "enquiry.failed"),
        ),
        _about_carriage,
    ),
    "letter.came_back": _came_back,
    "letter.return_struck": later(attrgetter("returns"), payload("entry"), struck_at=HAPPENED),
}
