"""Finds the rows that speak of some circumstances, all at once: a bit for each row, a mask for each value of a subject.

Every answer asks this of a thousand rows; one by one that was three quarters of its time. What is asked of the service
and what of the attempt are found apart, for they are met in few kinds and in many pairs.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import Any, NamedTuple

from songda.core.law.profile.conditions import OF_THE_ATTEMPT, Circumstances, Condition, Value
from songda.core.law.profile.rows import Row, Rows


class _Masks(NamedTuple):
    """Of one subject: which rows stay for each value that a row names, and which for every other value."""

    subject: str
    named: Mapping[Value, int]
    other: int


class _Kind(NamedTuple):
    """The rows of one kind, where their bits begin, and the rows of each mask that was met before."""

    name: str
    begins: int
    mask: int
    rows: tuple[Row, ...]
    met: dict[int, tuple[Row, ...]]


class RowIndex:
    """The rows in force on one day; those that are switched off are in `off` of what fits."""

    def __init__(self, rows: Rows, day: date) -> None:
        """Sorts the rows into masks; the order of the rows of each kind is kept."""
        on = {each.name: getattr(rows, each.name) for each in fields(rows) if each.name != "off"}
        every: list[Row] = []
        self._on = tuple(_kinds(on, day, every))
        self._off = tuple(_kinds(rows.off, day, every))
        self._all = (1 << len(every)) - 1
        conditions = [(1 << place, each) for place, row in enumerate(every) for each in row.conditions]
        subjects = dict.fromkeys(each.subject for _, each in conditions)
        masks = [self._masks_of(subject, conditions) for subject in subjects]
        self._of_attempt = tuple(each for each in masks if each.subject in OF_THE_ATTEMPT)
        self._of_service = tuple(each for each in masks if each.subject not in OF_THE_ATTEMPT)

    def _masks_of(self, subject: str, conditions: list[tuple[int, Condition]]) -> _Masks:
        about = [(bit, each) for bit, each in conditions if each.subject == subject]
        named = {value: self._all for _, each in about for value in each.values}
        other = self._all
        for bit, each in about:
            other &= ~bit if each.wanted else self._all
            for value in named:
                if (value in each.values) is not each.wanted:
                    named[value] &= ~bit
        return _Masks(subject, named, other)

    def of_service(self, circumstances: Circumstances) -> int:
        """The mask of the rows that speak of such a service."""
        return _left(self._of_service, circumstances, self._all)

    def of_attempt(self, circumstances: Circumstances) -> int:
        """The mask of the rows that speak of such an attempt."""
        return _left(self._of_attempt, circumstances, self._all)

    def fitting(self, mask: int) -> Rows:
        """The rows in the mask."""
        on: dict[str, Any] = _of_each(self._on, mask)
        return Rows(**on, off=_of_each(self._off, mask))


def _left(masks: tuple[_Masks, ...], circumstances: Circumstances, left: int) -> int:
    get = circumstances.get
    for subject, named, other in masks:
        left &= named.get(get(subject), other)
    return left


def _kinds(kinds: Mapping[str, tuple[Row, ...]], day: date, every: list[Row]) -> Iterator[_Kind]:
    for name, rows in kinds.items():
        in_force = tuple(row for row in rows if row.is_in_force(day))
        if in_force:
            yield _Kind(name, len(every), (1 << len(in_force)) - 1, in_force, {})
            every += in_force


def _of_each(kinds: tuple[_Kind, ...], left: int) -> dict[str, tuple[Row, ...]]:
    found = {}
    for name, begins, mask, rows, met in kinds:
        own = left >> begins & mask
        if own:
            fitting = met.get(own)
            if fitting is None:
                fitting = met[own] = tuple(row for place, row in enumerate(rows) if own >> place & 1)
            found[name] = fitting
    return found
