"""Twice the events take twice the steps: of every kind that the fold reads, however often it comes in a bundle."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from types import FrameType
from typing import Any

import pytest

from songda.core.state import LoggedEvent, fold
from songda.core.state.fold import STEPS
from tests.core.state.samples import MOMENT, ONE_ID, payload, private_part
from tests.core.state.test_fold import event

# What an event of the kind says in turn, where its sample alone would let nothing grow.
_SAYS: dict[str, Sequence[dict[str, Any]]] = {
    "case.corrected": ({"after": {"stage": "retrial"}, "since": MOMENT}, {"after": {"branch": "x"}, "since": None}),
}


def _told(name: str, n: int, *, of_one: bool) -> LoggedEvent:
    """The n-th event of this kind: of one and the same thing, or each of its own."""
    at = (datetime.fromisoformat(MOMENT) + timedelta(hours=n)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    says = _SAYS.get(name, ({},))
    said = says[n % len(says)]
    data = payload(name, is_full=n % 3 > 0, **{key: at if value == MOMENT else value for key, value in said.items()})
    own = ONE_ID if of_one else f"{n:032x}"
    leaf = event(name, at=at, private=private_part(name))
    return replace(leaf, about=own if name.endswith(".registered") and not of_one else ONE_ID, data=_named(data, own))


def _named(value: Any, own: str) -> Any:
    """The same, but for the id of the thing."""
    match value:
        case dict():
            return {key: _named(each, own) for key, each in value.items()}
        case list():
            return [_named(each, own) for each in value]
        case _:
            return own if value == ONE_ID else value


@cache
def _begun() -> tuple[LoggedEvent, ...]:
    """Whatever begins something, so that later word of it is taken in."""
    return tuple(event(name, private=private_part(name)) for name in sorted(STEPS))


def _steps(events: Sequence[LoggedEvent]) -> int:
    """How many lines of the fold ran, and how often something was called in them."""
    count = 0

    def note(frame: FrameType, what: str, _value: object) -> Any:
        nonlocal count
        if "/core/state/" not in frame.f_code.co_filename:
            return None
        count += what == "line"
        return note

    before = sys.gettrace()
    sys.settrace(note)
    try:
        fold(events)
    finally:
        sys.settrace(before)
    return count


def _is_linear(names: Sequence[str], *, of_one: bool, n: int = 12) -> bool:
    """Whether what one time more adds does not grow with the times before."""
    lives = [
        [*_begun(), *(_told(name, k, of_one=of_one) for k in range(1, times * n + 1) for name in names)]
        for times in (1, 2, 3)
    ]
    fold(lives[0])  # what is read once, such as the table of divisions
    one, two, three = map(_steps, lives)
    return (three - two) - (two - one) < n


@pytest.mark.rows_by_day(1, "counts the lines that run, for every kind of event")
@pytest.mark.parametrize("of_one", [True, False], ids=["of one thing", "each of its own"])
def test_of_each_kind_by_itself(of_one: bool) -> None:
    assert [name for name in sorted(STEPS) if not _is_linear([name], of_one=of_one)] == []


@pytest.mark.rows_by_day(1, "counts the lines that run, for every kind of event")
@pytest.mark.parametrize("of_one", [True, False], ids=["of one thing", "each of its own"])
def test_of_all_kinds_in_turn(of_one: bool) -> None:
    assert _is_linear(sorted(STEPS), of_one=of_one)
