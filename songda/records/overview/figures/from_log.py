"""Answers from the sealed leaves of the log alone: no day count, no other table is asked."""

from datetime import date

from songda.core.figures.periods import STEPS, Period, step_of
from songda.records.overview.figures.asking import COURT, Counted, Question, Table, answer, check, dimensions_of
from songda.records.overview.figures.changes import Counts


def ask_log(question: Question, counts: Counts) -> Table:
    """The same answer as `ask` gives, from counts that were made of the log just now. Raises as `ask` does."""
    check(question)
    courts = {str(court) for court in question.courts}
    parts = {part for one in question.defined for part in one.parts}
    dimensions = dimensions_of(question)
    sums: dict[tuple[str, str, str, str], list[int]] = {}
    for (court, cell), n in counts.items():
        if n and court in courts and cell.part in parts and cell.dimension in dimensions:
            place = (cell.part, cell.dimension, cell.key, _place(question.by, court, cell.day))
            both = sums.setdefault(place, [0, 0])
            both[0] += n * _is_within(question.period, cell.day)
            both[1] += n * _is_within(question.compare or question.period, cell.day)
    return answer(question, [Counted(*place, *both) for place, both in sums.items() if any(both)])


def _is_within(period: Period, day: date) -> bool:
    return period.first <= day <= period.last


def _place(by: str | None, court: str, day: date) -> str:
    if by == COURT:
        return court
    return step_of(day, by) if by in STEPS else ""
