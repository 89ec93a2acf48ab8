"""Waits from the order to the effect, in a few columns that people can compare."""

from bisect import bisect_left
from collections.abc import Mapping

from songda.core.figures import Parts
from songda.core.figures.waits import LONGER
from songda.records.overview.figure_reports.report import Line

COLUMNS = (1, 4, 12, 24, 48, 72, 168, 336, 720)  # hours within which; what took longer stands in one more
MORE = "more"


def wait_lines(histogram: Mapping[str, int]) -> tuple[Line, ...]:
    """How many took effect within so many hours, each counted once; keys that are no waits are not looked at."""
    counts = dict.fromkeys((*map(str, COLUMNS), MORE), 0)
    for key, n in histogram.items():
        if key.isdigit():
            place = bisect_left(COLUMNS, int(key))
            counts[str(COLUMNS[place]) if place < len(COLUMNS) else MORE] += n
        elif key == LONGER:
            counts[MORE] += n
    return tuple(Line(key, Parts(n)) for key, n in counts.items())


def place_of(hours: int) -> float:
    """Where a wait lies between the columns, counted in columns from the left."""
    place = bisect_left(COLUMNS, hours)
    if place == len(COLUMNS):
        return place + 0.5
    lower = COLUMNS[place - 1] if place else 0
    return place + (hours - lower) / (COLUMNS[place] - lower)
