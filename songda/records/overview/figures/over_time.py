"""A dimension by steps of time: how each of its keys went, for small charts side by side."""

from collections import Counter
from collections.abc import Mapping

from django.db import connection

from songda.core.figures import Figure
from songda.core.figures.parts import TOTAL
from songda.records.overview.figures.asking import COURT, PLACES, Question, Row, check, parts_of

_SUM = """
SELECT part, {key}, {step}, sum(n)::bigint FROM figures_daycount
WHERE court = ANY(%s) AND part = ANY(%s) AND dimension = %s AND day BETWEEN %s AND %s
GROUP BY 1, 2, 3
"""


def ask_over_time(question: Question, step: str) -> Mapping[str, tuple[Row, ...]]:
    """By key of the dimension (or court) that is asked by: a row for each step of the period; in one statement.

    Of the question's first figure. Raises as `ask` does; KeyError for a step that is none.
    """
    figure = question.defined[0]
    check(question)
    sums = _sums(question, figure, step)
    steps = question.period.steps(step)
    return {key: tuple(_row(figure, one, sums[key]) for one in steps) for key in sorted(sums)}


def _sums(question: Question, figure: Figure, step: str) -> dict[str, Counter[tuple[str, str]]]:
    is_by_court = question.by == COURT
    statement = _SUM.format(key=PLACES[COURT] if is_by_court else "key", step=PLACES[step])
    dimension = TOTAL if is_by_court else question.by
    period = question.period
    sums: dict[str, Counter[tuple[str, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(question.courts), sorted(figure.parts), dimension, period.first, period.last])
        for part, key, place, n in cursor.fetchall():
            sums.setdefault(key, Counter())[part, place] += n
    return {key: counts for key, counts in sums.items() if any(counts.values())}


def _row(figure: Figure, step: str, sums: Counter[tuple[str, str]]) -> Row:
    parts, is_wrong = parts_of(figure, sums, step)
    return Row(figure, step, parts, is_contradictory=is_wrong)
