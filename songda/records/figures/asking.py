"""Asks the day counts: any period, any dimension, one statement; parts are added, ratios are taken last."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from songda.core.figures import Figure, Form, Parts, figure, is_different
from songda.core.figures.parts import TOTAL
from songda.core.figures.periods import STEPS, Period
from songda.core.figures.waits import within

COURT = "court"
WAIT = "wait"


class WrongQuestionError(ValueError):
    """The question makes no sense; `place` names the part of it, `reason` is a word of `figures.wrong`."""

    def __init__(self, place: str, reason: str, value: str = "") -> None:
        super().__init__(f"{place}: {reason} {value}".strip())
        self.place, self.reason, self.value = place, reason, value


@dataclass(frozen=True)
class Question:
    """Which figures, of which courts, in which period; split `by` a dimension, by court or by a step of time.

    `compare`: another period to set beside it.
    """

    figures: tuple[str, ...]
    period: Period
    courts: tuple[UUID, ...]
    by: str | None = None
    compare: Period | None = None

    @property
    def defined(self) -> tuple[Figure, ...]:
        """The figures with their definitions; raises `UnknownFigureError`."""
        return tuple(figure(name) for name in self.figures)


@dataclass(frozen=True)
class Row:
    """One line: a figure of one key (empty: of everything), and the same in the other period."""

    figure: Figure
    key: str
    parts: Parts
    before: Parts | None = None
    histogram: Mapping[str, int] = field(default_factory=dict)  # hours: how many; of a figure of waiting
    is_contradictory: bool = False  # the counts cannot be right: a recount will say why

    @property
    def is_different(self) -> bool | None:
        """Whether the two periods differ for more than chance; None where there is nothing to compare."""
        return None if self.before is None else is_different(self.parts, self.before)

    def within(self, hundredths: int) -> int | None:
        """Of a figure of waiting: the hours within which so many of a hundred took effect."""
        return within(self.histogram, hundredths)


@dataclass(frozen=True)
class Table:
    """The answer: every figure's rows in the order of their keys, and its total first."""

    question: Question
    rows: tuple[Row, ...]

    def of(self, name: str) -> tuple[Row, ...]:
        """The rows of one figure that are not its total."""
        return tuple(row for row in self.rows if row.figure.name == name and row.key != TOTAL)

    def total(self, name: str) -> Row:
        """The total of one figure."""
        return next(row for row in self.rows if row.figure.name == name and row.key == TOTAL)


class Counted(NamedTuple):
    """A sum of day counts of one part and key: in the period, and in the other one."""

    part: str
    dimension: str
    key: str
    place: str  # the court or the step of time, where it is asked by that
    now: int
    before: int


_SUM = """
SELECT part, dimension, key, {place},
       coalesce(sum(n) FILTER (WHERE day BETWEEN %(first)s AND %(last)s), 0)::bigint,
       coalesce(sum(n) FILTER (WHERE day BETWEEN %(other_first)s AND %(other_last)s), 0)::bigint
FROM figures_daycount
WHERE court = ANY(%(courts)s) AND part = ANY(%(parts)s) AND dimension = ANY(%(dimensions)s)
  AND (day BETWEEN %(first)s AND %(last)s OR day BETWEEN %(other_first)s AND %(other_last)s)
GROUP BY 1, 2, 3, 4
"""
_PLACES = {
    COURT: "court::text",
    "day": "to_char(day, 'YYYY-MM-DD')",
    "week": "to_char(day, 'IYYY-\"W\"IW')",
    "month": "to_char(day, 'YYYY-MM')",
}


def ask(question: Question) -> Table:
    """The answer, in one statement. Raises `WrongQuestionError` and `UnknownFigureError`."""
    defined = question.defined
    check(question)
    return answer(question, _counted(question, defined))


def answer(question: Question, counted: Sequence[Counted]) -> Table:
    """The answer from counts, wherever these come from."""
    return Table(question, tuple(row for one in question.defined for row in _rows(one, question, counted)))


def check(question: Question) -> None:
    """Refuse what has no answer."""
    if not question.figures:
        raise WrongQuestionError("figures", "none_named")
    if not question.courts:
        raise WrongQuestionError("court", "none_named")
    by = question.by
    if by is None or by == COURT or by in STEPS:
        return
    for one in question.defined:
        if by not in one.dimensions:
            raise WrongQuestionError("by", "unknown_dimension", by)


def _counted(question: Question, defined: Sequence[Figure]) -> list[Counted]:
    by, other = question.by, question.compare or question.period
    values: dict[str, Any] = {
        "first": question.period.first,
        "last": question.period.last,
        "other_first": other.first,
        "other_last": other.last,
        "courts": list(question.courts),
        "parts": sorted({part for one in defined for part in one.parts}),
        "dimensions": sorted(dimensions_of(question)),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SUM.format(place=_PLACES.get(by or "", "''")), values)
        return [Counted(*row) for row in cursor.fetchall()]


def dimensions_of(question: Question) -> set[str]:
    """The dimensions of day counts that the answer is made of."""
    by = question.by
    wanted = {TOTAL, *([by] if by and not _is_place(by) else [])}
    return wanted | ({WAIT} if any(one.form is Form.WAIT for one in question.defined) else set())


def _is_place(by: str) -> bool:
    """Whether it is asked by court or by time, not by a dimension of what is counted."""
    return by in _PLACES


def _rows(one: Figure, question: Question, counted: Sequence[Counted]) -> list[Row]:
    """The total, and a row for each key; where it is asked by time, for each step of the period."""
    own = [row for row in counted if row.part in one.parts]
    everything = _row(one, TOTAL, _Ground(own), question)
    by = question.by
    if by is None:
        return [everything]
    if by in STEPS:
        return [everything, *_steps(one, by, own, question)]
    is_place = _is_place(by)
    split = [row for row in own if (is_place or row.dimension == by) and (row.now or row.before)]
    keys = sorted({row.place if is_place else row.key for row in split})
    return [everything, *(_row(one, key, _Ground(own, by, key), question) for key in keys)]


def _steps(one: Figure, step: str, own: Sequence[Counted], question: Question) -> Iterator[Row]:
    """Each step of the period, beside the step of the other period that has the same place in it."""
    earlier = question.compare.steps(step) if question.compare else ()
    for key, other in zip_longest(question.period.steps(step), earlier):
        if key is not None:
            yield _row(one, key, _Ground(own, step, key, other), question)


@dataclass(frozen=True)
class _Ground:
    """The counts that one row is made of: of everything, of a key of a dimension, of a court or a step of time."""

    own: Sequence[Counted]
    by: str = TOTAL
    key: str = TOTAL
    earlier: str | None = None  # the key in the other period, where it is another one

    def sum(self, part: str) -> int:
        """Of the period."""
        return sum(row.now for row in self._of(self.key) if row.part == part)

    def sum_before(self, part: str) -> int:
        """Of the other period."""
        is_step = self.by in STEPS
        key = self.earlier if is_step else self.key
        return 0 if key is None else sum(row.before for row in self._of(key) if row.part == part)

    def histogram(self) -> dict[str, int]:
        """Of a figure of waiting; none where it is split by what is no place."""
        rows = [row for row in self.own if row.dimension == WAIT]
        if _is_place(self.by):
            rows = [row for row in rows if row.place == self.key]
        elif self.by:
            return {}
        hours: Counter[str] = Counter()
        for row in rows:
            hours[row.key] += row.now
        return dict(hours)

    def _of(self, key: str) -> list[Counted]:
        if _is_place(self.by):
            return [row for row in self.own if row.dimension == TOTAL and row.place == key]
        return [row for row in self.own if row.dimension == self.by and row.key == key]


def _row(one: Figure, key: str, ground: _Ground, question: Question) -> Row:
    parts, is_wrong = _parts(one, ground.sum)
    before, was_wrong = _parts(one, ground.sum_before) if question.compare else (None, False)
    histogram = ground.histogram() if one.form is Form.WAIT else {}
    return Row(one, key, parts, before, histogram, is_wrong or was_wrong)


def _parts(one: Figure, summed: Callable[[str], int]) -> tuple[Parts, bool]:
    """The parts, and whether the counts contradict one another: then the numerator is cut to what is possible."""
    above = summed(one.numerator)
    below = None if one.denominator is None else summed(one.denominator)
    possible = max(0, above) if below is None else min(max(0, above), max(0, below))
    parts = Parts(possible, None if below is None else max(0, below))
    return parts, (above, below) != (parts.numerator, parts.denominator)
