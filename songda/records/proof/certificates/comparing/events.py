"""Reads events as the tables of comparison need them: one name for one meaning, one event for each row it begins."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from songda.core.circumstances import ROWS
from songda.records.proof.certificates.comparing.column import Table
from songda.records.proof.certificates.comparing.contradiction import Leaf

_CIRCUMSTANCES: Mapping[str, str] = {
    name: f"circumstance.{what}"
    for row in ROWS.values()
    for name, what in ((row.noted, "noted"), (row.ended, "ended"), (row.struck, "struck"))
    if name
}
_IN_LOG = {
    "address.classed": ("address.recorded",),
    "consent.voided": ("consent.withdrawn",),
    "hearing.moved_to_room": ("hearing.moved",),
    "offline.lifted": ("offline.decided", "offline.withdrawn"),
    "envelope.placed": ("order.placed",),
    "service.placed": ("order.placed",),
    "service.taken_back": ("service.recalled",),
    **{f"circumstance.{what}": tuple(_CIRCUMSTANCES) for what in ("noted", "ended", "struck")},
}


def names_in_log(tables: Iterable[Table]) -> list[str]:
    """The names under which the log holds what these tables ask for."""
    known = {name for table in tables for name in (*table.born, *table.events)}
    return sorted({real for name in known for real in _IN_LOG.get(name, (name,))})


def plain_events(leaf: Leaf) -> Iterator[Leaf]:
    """The event under the name by which the tables know it; an order becomes its envelopes and services."""
    data = leaf["data"]
    match leaf["name"]:
        case "address.recorded" if "before" in data:
            yield {**leaf, "name": "address.classed"}
        case "consent.withdrawn" if data.get("ground") == "minor":
            yield {**leaf, "name": "consent.voided"}
        case "hearing.moved" if data["before"] == data["at"]:
            yield {**leaf, "name": "hearing.moved_to_room"}
        case "offline.decided" | "offline.withdrawn" if data.get("outcome", "lifted") == "lifted":
            yield {**leaf, "name": "offline.lifted"}
            yield leaf
        case "service.recalled":
            service = leaf["stream"].partition(":")[2]
            yield {**leaf, "name": "service.taken_back", "data": {**data, "service": service}}
        case "order.placed":
            yield from _envelopes(leaf)
        case name if "circumstance" in data and name in _CIRCUMSTANCES:
            yield {**leaf, "name": _CIRCUMSTANCES[name]}
        case _:
            yield leaf


def _envelopes(leaf: Leaf) -> Iterator[Leaf]:
    for told in leaf["data"]["envelopes"]:
        envelope: dict[str, Any] = {"envelope": told["id"], "party": told["party"]}
        yield {**leaf, "name": "envelope.placed", "data": envelope}
        for service, paper in told["services"]:
            yield {**leaf, "name": "service.placed", "data": {**envelope, "service": service, "paper": paper}}
