"""Numbers in a row, each with its interval, and where they come to lie on a chart."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from songda.core.charts.svg import NOTHING

Tick = Callable[[float], str]


@dataclass(frozen=True)
class Point:
    """One number of a row; `value` is None where there was nothing to count (0 of 0)."""

    name: str  # the month, say
    value: float | None
    low: float | None = None  # the ends of its interval
    high: float | None = None
    shown: str = NOTHING  # as readers read the value
    is_revised: bool = False  # it was another when it was first shown


@dataclass(frozen=True)
class Line:
    """A row of numbers and what it is called."""

    name: str
    points: tuple[Point, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing in it was counted."""
        return all(point.value is None for point in self.points)


@dataclass(frozen=True)
class Scale:
    """Numbers from 0 to `top` on heights from `bottom` up to `upper`."""

    top: float
    bottom: float
    upper: float

    def __call__(self, value: float) -> float:
        """The height at which a number lies; what is more than the top lies at the top."""
        share = min(max(value / self.top, 0.0), 1.0)
        return self.bottom - share * (self.bottom - self.upper)


def ticks(top: float, count: int = 4) -> list[float]:
    """Round numbers from 0 to at least `top`, about `count` steps of 1, 2, 2.5 or 5."""
    if top <= 0:
        return [0.0, 1.0]
    rough = top / count
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * unit for unit in (1, 2, 2.5, 5, 10) if power * unit >= rough * 0.999)
    return [step * turn for turn in range(math.ceil(top / step - 1e-9) + 1)]


def whole_ticks(top: float, count: int = 4) -> list[float]:
    """The same for what is counted in whole ones."""
    return [tick for tick in ticks(max(top, 1), count) if tick == int(tick)]


def highest(lines: tuple[Line, ...]) -> float:
    """The highest number of all, the ends of intervals too."""
    values = [value for line in lines for point in line.points for value in (point.value, point.high)]
    return max((value for value in values if value is not None), default=0.0)


def stretches(points: tuple[Point, ...]) -> Iterator[list[tuple[int, Point]]]:
    """What hangs together: a place without a number parts the line."""
    for has_value, group in groupby(enumerate(points), key=lambda placed: placed[1].value is not None):
        if has_value:
            yield list(group)
