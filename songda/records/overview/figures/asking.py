"""Asks the day counts: any period, any dimension, one statement; parts are added, ratios are taken last.

A dimension can be asked by steps of time too: how each of its keys went, for small charts side by side.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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
_SUM = """
SELECT part, dimension, key, {place},
       coalesce(sum(n) FILTER (WHERE day BETWEEN %(first)s AND %(last)s), 0)::bigint,
       coalesce(sum(n) FILTER (WHERE day BETWEEN %(other_first)s AND %(other_last)s), 0)::bigint
FROM figures_daycount
WHERE court = ANY(%(courts)s) AND part = ANY(%(parts)s) AND dimension = ANY(%(dimensions)s)
  AND (day BETWEEN %(first)s AND %(last)s OR day BETWEEN %(other_first)s AND %(other_last)s)
GROUP BY 1, 2, 3, 4
"""
PLACES = {
    COURT: "court::text",
    "day": "to_char(day, 'YYYY-MM-DD')",
    "week": "to_char(day, 'IYYY-\"W\"IW')",
    "month": "to_char(day, 'YYYY-MM')",
}
_SUM_OVER_TIME = """
SELECT part, {key}, {step}, sum(n)::bigint FROM figures_daycount
WHERE court = ANY(%s) AND part = ANY(%s) AND dimension = %s AND day BETWEEN %s AND %s
GROUP BY 1, 2, 3
"""


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


class CountedSum(NamedTuple):
    """A sum of day counts of one part and key: in the period, and in the other one."""

    part: str
    dimension: str
    key: str
    place: str  # the court or the step of time, where it is asked by that
    now: int
    before: int


def ask(question: Question) -> Table:
    """The answer, in one statement. Raises `WrongQuestionError` and `UnknownFigureError`."""
    defined = question.defined
    check(question)
    return answer(question, _counted(question, defined))


def answer(question: Question, counted: Sequence[CountedSum]) -> Table:
    """The answer from counts, wherever these come from."""
    sums = _Sums(question, counted)
    return Table(question, tuple(row for one in question.defined for row in _rows(one, sums)))


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


def _counted(question: Question, defined: Sequence[Figure]) -> list[CountedSum]:
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
        cursor.execute(_SUM.format(place=PLACES.get(by or "", "''")), values)
        return [CountedSum(*row) for row in cursor.fetchall()]


def dimensions_of(question: Question) -> set[str]:
    """The dimensions of day counts that the answer is made of."""
    by = question.by
    wanted = {TOTAL, *([by] if by and not _is_place(by) else [])}
    return wanted | ({WAIT} if any(one.form is Form.WAIT for one in question.defined) else set())


def _is_place(by: str | None) -> bool:
    """Whether it is asked by court or by time, not by a dimension of what is counted."""
    return by in PLACES


class _Sums:
    """The counts, added by part and by what makes a row: a key of a dimension, a court, a step of time."""

    def __init__(self, question: Question, counted: Sequence[CountedSum]) -> None:
        self.question = question
        self.now: Counter[tuple[str, str]] = Counter()
        self.before: Counter[tuple[str, str]] = Counter()
        self.hours: dict[tuple[str, str], Counter[str]] = {}
        is_place = _is_place(question.by)
        for row in counted:
            if row.dimension == WAIT:
                for group in {TOTAL, row.place}:
                    self.hours.setdefault((row.part, group), Counter())[row.key] += row.now
            if row.dimension == TOTAL:
                self._add(row, TOTAL)
            if row.dimension == (TOTAL if is_place else question.by):
                self._add(row, row.place if is_place else row.key)

    def keys(self, one: Figure) -> list[str]:
        """What there is anything of."""
        found = {*(name for name, n in self.now.items() if n), *(name for name, n in self.before.items() if n)}
        return sorted({group for part, group in found if group and part in one.parts})

    def histogram(self, one: Figure, group: str) -> dict[str, int]:
        """Of a figure of waiting; none where it is split by what is no place."""
        return dict(self.hours.get((one.numerator, group), {})) if one.form is Form.WAIT else {}

    def _add(self, row: CountedSum, group: str) -> None:
        self.now[row.part, group] += row.now
        self.before[row.part, group] += row.before


def _rows(one: Figure, sums: _Sums) -> Iterator[Row]:
    """The total, and a row for each key; where it is asked by time, for each step of the period."""
    yield _row(one, TOTAL, TOTAL, sums)
    question = sums.question
    if question.by in STEPS:
        earlier = question.compare.steps(question.by) if question.compare else ()
        for key, other in zip_longest(question.period.steps(question.by), earlier):
            if key is not None:  # beside the step that has the same place in the other period
                yield _row(one, key, other, sums)
    elif question.by:
        for key in sums.keys(one):
            yield _row(one, key, key, sums)


def _row(one: Figure, key: str, earlier: str | None, sums: _Sums) -> Row:
    parts, is_wrong = parts_of(one, sums.now, key)
    before, was_wrong = None, False
    if sums.question.compare:
        before, was_wrong = parts_of(one, sums.before, earlier)
    return Row(one, key, parts, before, sums.histogram(one, key), is_wrong or was_wrong)


def parts_of(one: Figure, sums: Counter[tuple[str, str]], group: str | None) -> tuple[Parts, bool]:
    """The parts, and whether the counts contradict one another: then the numerator is cut to what is possible."""
    above = sums[one.numerator, group] if group is not None else 0
    below = None if one.denominator is None else sums[one.denominator, group] if group is not None else 0
    possible = max(0, above) if below is None else min(max(0, above), max(0, below))
    parts = Parts(possible, None if below is None else max(0, below))
    return parts, (above, below) != (parts.numerator, parts.denominator)


def ask_over_time(question: Question, step: str) -> Mapping[str, tuple[Row, ...]]:
    """By key of the dimension (or court) that is asked by: a row for each step of the period; in one statement.

    Of the question's first figure. Raises as `ask` does; KeyError for a step that is none.
    """
    figure = question.defined[0]
    check(question)
    sums = _sums_over_time(question, figure, step)
    steps = question.period.steps(step)
    return {key: tuple(_row_over_time(figure, one, sums[key]) for one in steps) for key in sorted(sums)}


def _sums_over_time(question: Question, figure: Figure, step: str) -> dict[str, Counter[tuple[str, str]]]:
    is_by_court = question.by == COURT
    statement = _SUM_OVER_TIME.format(key=PLACES[COURT] if is_by_court else "key", step=PLACES[step])
    dimension = TOTAL if is_by_court else question.by
    period = question.period
    sums: dict[str, Counter[tuple[str, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(question.courts), sorted(figure.parts), dimension, period.first, period.last])
        for part, key, place, n in cursor.fetchall():
            sums.setdefault(key, Counter())[part, place] += n
    return {key: counts for key, counts in sums.items() if any(counts.values())}


def _row_over_time(figure: Figure, step: str, sums: Counter[tuple[str, str]]) -> Row:
    parts, is_wrong = parts_of(figure, sums, step)
    return Row(figure, step, parts, is_contradictory=is_wrong)
