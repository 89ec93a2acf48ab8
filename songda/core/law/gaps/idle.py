"""Names the told facts on which an answer does not hang, so that nobody takes them for the reason of it."""

from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass, replace
from typing import Any

from songda.core.law.answer import decide
from songda.core.law.facts import Facts

_NAMES = frozenset({"id", "number", "sha256", "paper_sha256"})


def idle_facts(facts: Facts) -> tuple[str, ...]:
    """The places of what was told and might as well not have been: the answer would be the same to the word."""
    answer = decide(facts)
    return tuple(_idle(facts, "$", lambda changed: decide(changed) == answer))


def _idle(record: Any, path: str, is_same: Callable[[Any], bool]) -> Iterator[str]:
    for one in fields(record):
        if one.name in _NAMES:
            continue
        name, value, place = one.name, getattr(record, one.name), f"{path}.{one.name}"
        if isinstance(value, tuple):
            yield from _idle_of_several(record, name, value, place, is_same)
        elif is_dataclass(value):
            if one.default is not MISSING and is_same(replace(record, **{name: one.default})):
                yield place
            else:
                yield from _idle(value, place, _inside(record, name, is_same))
        elif one.default is not MISSING and value != one.default and is_same(replace(record, **{name: one.default})):
            yield place


def _idle_of_several(
    record: Any, name: str, items: tuple[Any, ...], place: str, is_same: Callable[[Any], bool]
) -> Iterator[str]:
    """Of a list each by itself; of one that matters what is idle inside it."""
    for number, item in enumerate(items):
        before, after = items[:number], items[number + 1 :]
        if is_same(replace(record, **{name: (*before, *after)})):
            yield f"{place}[{number}]"
        elif is_dataclass(item):
            at = f"{place}[{number}]"
            yield from _idle(item, at, _inside_of_several(record, name, before, after, is_same))


def _inside(record: Any, name: str, is_same: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda changed: is_same(replace(record, **{name: changed}))


def _inside_of_several(
    record: Any, name: str, before: tuple[Any, ...], after: tuple[Any, ...], is_same: Callable[[Any], bool]
) -> Callable[[Any], bool]:
    return lambda changed: is_same(replace(record, **{name: (*before, changed, *after)}))
