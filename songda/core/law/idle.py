"""Names the told facts on which an answer does not hang, so that nobody takes them for the reason of it."""

from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass, replace
from functools import partial
from typing import Any

from songda.core.law.answer import decide
from songda.core.law.facts import Facts

_NAMES = frozenset({"id", "number", "sha256", "paper_sha256"})


def idle_facts(facts: Facts) -> tuple[str, ...]:
    """The places of what was told and might as well not have been: the answer would be the same to the word."""
    answer = decide(facts)
    return tuple(_idle(facts, "$", lambda changed: decide(changed) == answer))


def _idle(record: Any, path: str, is_same: Callable[[Any], bool]) -> Iterator[str]:
    """Of a list each by itself; of one that matters what is idle inside it."""
    for one in fields(record):
        if one.name in _NAMES:
            continue
        value, place = getattr(record, one.name), f"{path}.{one.name}"
        holds = partial(_holds, record, one.name, is_same)
        if isinstance(value, tuple):
            yield from _idle_of_several(value, place, holds)
        elif one.default is not MISSING and value != one.default and holds(one.default):
            yield place
        elif is_dataclass(value):
            yield from _idle(value, place, holds)


def _idle_of_several(items: tuple[Any, ...], place: str, holds: Callable[[Any], bool]) -> Iterator[str]:
    for number, item in enumerate(items):
        before, after = items[:number], items[number + 1 :]
        if holds(before + after):
            yield f"{place}[{number}]"
        elif is_dataclass(item):
            yield from _idle(item, f"{place}[{number}]", partial(_holds_among, before, after, holds))


def _holds(record: Any, name: str, is_same: Callable[[Any], bool], changed: Any) -> bool:
    return is_same(replace(record, **{name: changed}))


def _holds_among(before: tuple[Any, ...], after: tuple[Any, ...], holds: Callable[[Any], bool], changed: Any) -> bool:
    return holds((*before, changed, *after))
