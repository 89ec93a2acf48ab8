"""Plays the events of a try again: what its row must hold of planning, hand-over, arrival, failure and return."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from songda.core.delivery.states import PartReceipt, Purpose, State, derive
from songda.records.proof.certificates.comparing.contradiction import NONE, Leaf, written, written_moment

PLANNED = "attempt.planned"
_ENDS = frozenset({"attempt.arrived", "attempt.bounced", "attempt.failed"})
_HANDED = frozenset({"attempt.sent", "attempt.refused", "attempt.unknown"})
_STATES = {
    PLANNED: State.PENDING,
    "attempt.sent": State.ACCEPTED,
    "attempt.sent_again": State.PENDING,
    "attempt.refused": State.REJECTED,
    "attempt.unknown": State.UNKNOWN,
    "attempt.expired": State.EXPIRED,
    "attempt.cancelled": State.CANCELLED,
}
# What no event tells of: that a worker holds it, or gave it back without having written anything.
_ON_THE_WAY = frozenset({State.PENDING, State.SUBMITTING})
_SETTLED = frozenset({State.ARRIVED, State.FAILED})  # a report that overtook the provider's answer
_MAY_GO_OUT = frozenset({State.PENDING, State.UNKNOWN})

Said = tuple[str, str]
"""What a column must say, and the event that says so."""


def replay_try(leaves: Sequence[Leaf]) -> dict[str, Said]:
    """The columns of a try as its sealed events tell them; `state` is the last that one of them brought about.

    The end is derived anew from the receipts that stand in the event, by the table that derived it the first time.
    """
    said: dict[str, Said] = {}
    for leaf in leaves:
        said |= {column: (value, leaf["id"]) for column, value in _told_by(leaf, said)}
    return said


def state_fits(found: str, told: str) -> bool:
    """Whether a row may be in this state after the last event; being handed over is told of by none."""
    return found == told or (found in _ON_THE_WAY and told in _MAY_GO_OUT)


def _told_by(leaf: Leaf, said: Mapping[str, Said]) -> Iterator[tuple[str, str]]:
    name = leaf["name"]
    if name == PLANNED:
        yield from _plan(leaf)
    if name in _HANDED:
        yield from _hand_over(leaf)
    if name in _ENDS:
        yield from _end(leaf["data"])
    elif name in _STATES and not (name in _HANDED and said["state"][0] in _SETTLED):
        yield "state", _STATES[name].value


def _plan(leaf: Leaf) -> Iterator[tuple[str, str]]:
    data = leaf["data"]
    for column, member in (
        ("envelope_id", "envelope"),
        ("channel", "channel"),
        ("counts_as", "counts_as"),
        ("address_id", "address"),
        ("address_class", "address_class"),
    ):
        yield column, written(data.get(member))
    yield "purpose", Purpose.SERVICE.value
    yield "planned_at", leaf["happened_at"]
    for column in ("submitted_at", "arrived_at", "failed_at", "bounced_at"):
        yield column, NONE


def _hand_over(leaf: Leaf) -> Iterator[tuple[str, str]]:
    data: Mapping[str, Any] = leaf["data"]
    if "started_at" in data:  # of a worker that fell silent it is not known that it wrote anything
        yield "submitted_at", leaf["happened_at"]
        yield "parts_total", written(data["parts_total"])
    if "claimed_at" in data:
        yield "claimed_at", written_moment(data["claimed_at"])


def _end(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    outcome = derive(data["parts_total"], [_receipt(one) for one in data["receipts"]])
    yield "state", written(outcome.state)
    yield "arrived_at", written(outcome.arrived_at)
    yield "failed_at", written(outcome.failed_at)
    yield "bounced_at", written(outcome.bounced_at)


def _receipt(told: Mapping[str, Any]) -> PartReceipt:
    return PartReceipt(told["part"], told["kind"], datetime.fromisoformat(told["happened_at"]))
