"""A trend: lines over time, with the band of their interval, from 0 up."""

import math
from dataclasses import dataclass

from songda.core.charts.svg import (
    NOTHING,
    SIZE,
    ChartTexts,
    Point,
    Scale,
    Series,
    Tick,
    area,
    dot,
    frame,
    highest,
    line,
    nothing_to_show,
    polyline,
    rect,
    stretches,
    text,
    text_width,
    ticks,
    whole_ticks,
)

_MARGIN = 12.0  # right of the last point
_GAP_OF_NAMES = 8.0  # the least, between two names below
_MOST_DOTS = 40  # a line of more points has dots only where they are needed
_CLASSES = ("c-line", "c-line c-other")


@dataclass(frozen=True)
class _Sheet:
    """The sheet: between which sides it is drawn on, its scale of heights, and how many points lie side by side."""

    left: float
    right: float
    scale: Scale
    count: int

    def x(self, place: int) -> float:
        if self.count == 1:
            return (self.left + self.right) / 2
        return self.left + place * (self.right - self.left) / (self.count - 1)

    def at(self, place: int, value: float) -> tuple[float, float]:
        return self.x(place), self.scale(value)


def trend(about: ChartTexts, lines: tuple[Series, ...], width: int, tick: Tick, top: float | None = None) -> str:
    """A chart of lines over time: the first is the subject, the second what it is compared with.

    `top`: the highest number of the scale, 1 for shares; without one, the highest number of the lines.
    """
    if all(one.is_empty for one in lines):
        return nothing_to_show(about, width)
    rows = _rows_of_key(lines, width)
    height = 214.0 + 20 * rows
    steps = ticks(top) if top else whole_ticks(highest(lines))
    left = max(text_width(tick(step), SIZE - 1) for step in steps) + 8
    upper = 24.0 + 20 * rows
    longest = max(lines, key=lambda one: len(one.points)).points
    sheet = _Sheet(left + 6, width - _MARGIN, Scale(steps[-1], height - 26, upper), len(longest))
    parts = [*_grid(sheet, steps, tick, width), *_names_below(sheet, longest)]
    parts += _key(lines, rows) if rows else []
    for place in range(len(lines) - 1, -1, -1):  # the subject lies on top
        parts += _line(sheet, lines[place], min(place, 1))
    return frame(about, width, height, parts)


def _grid(sheet: _Sheet, steps: list[float], tick: Tick, width: int) -> list[str]:
    parts = []
    for step in steps:
        y = sheet.scale(step)
        parts.append(line((sheet.left - 6, y), (width, y), "c-grid" if step else "c-axis"))
        parts.append(text(sheet.left - 12, y + 4, tick(step), "c-soft", "end"))
    return parts


def _names_below(sheet: _Sheet, points: tuple[Point, ...]) -> list[str]:
    """The names of the points along the bottom: as many as have room, always the first."""
    room = (sheet.right - sheet.left) / max(len(points) - 1, 1)
    half = max(text_width(point.name, SIZE - 1) for point in points) / 2
    moved = max(0.0, half - _MARGIN)  # the last one, so that it does not hang over the edge
    every = max(1, math.ceil((2 * half + _GAP_OF_NAMES + moved) / room))
    y = sheet.scale.bottom + 17
    return [
        text(min(max(sheet.x(place), half), sheet.right + _MARGIN - half), y, point.name, "c-soft", "middle")
        for place, point in enumerate(points)
        if place % every == 0
    ]


def _key(lines: tuple[Series, ...], rows: int) -> list[str]:
    """Which line is which, above them; dashes tell them apart where colours do not."""
    parts, x, y = [], 0.0, 10.0
    for one, kind in zip(lines, _CLASSES, strict=False):
        parts.append(line((x, y), (x + 22, y), kind))
        parts.append(text(x + 28, y + 4, one.name))
        x, y = (0.0, y + 18) if rows > 1 else (x + 28 + text_width(one.name) + 18, y)
    return parts


def _rows_of_key(lines: tuple[Series, ...], width: int) -> int:
    """Names that have no room side by side stand one below the other; a single line needs none."""
    if len(lines) == 1:
        return 0
    return 1 if sum(text_width(one.name) + 46 for one in lines) <= width else len(lines)


def _line(sheet: _Sheet, drawn: Series, place: int) -> list[str]:
    kind, parts = _CLASSES[place], []
    for stretch in stretches(drawn.points):
        if place == 0:
            parts += _band(sheet, stretch)
        if len(stretch) > 1:
            parts.append(polyline([sheet.at(number, point.value or 0.0) for number, point in stretch], kind))
    dots = "c-dot" if place == 0 else "c-dot c-other"
    parts += [
        _dot(sheet, number, point, dots) for number, point in enumerate(drawn.points) if _needs_dot(drawn, number)
    ]
    return parts + (_newest_number(sheet, drawn) if place == 0 else [])


def _needs_dot(drawn: Series, number: int) -> bool:
    """Few points have a dot each; of many, those that would else not be seen, and those that came to change."""
    points = drawn.points
    if len(points) <= _MOST_DOTS or points[number].is_revised or number == len(points) - 1:
        return True
    neighbours = [points[near].value for near in (number - 1, number + 1) if 0 <= near < len(points)]
    return points[number].value is not None and all(value is None for value in neighbours)


def _dot(sheet: _Sheet, number: int, point: Point, kind: str) -> str:
    if point.value is None:
        return text(sheet.x(number), sheet.scale.bottom - 5, NOTHING, "c-soft", "middle")
    description = f"{point.name}: {point.shown}"
    if point.is_revised:
        return dot(sheet.at(number, point.value), 4.5, "c-revised", description)
    return dot(sheet.at(number, point.value), 3, kind, description)


def _band(sheet: _Sheet, stretch: list[tuple[int, Point]]) -> list[str]:
    ends = [
        (number, point.low, point.high) for number, point in stretch if point.low is not None and point.high is not None
    ]
    if not ends:
        return []
    if len(ends) == 1:
        number, low, high = ends[0]
        upper = sheet.scale(high or 0.0)
        return [rect((sheet.x(number) - 7, upper), (14, sheet.scale(low or 0.0) - upper), "c-band")]
    over = [sheet.at(number, high or 0.0) for number, _low, high in ends]
    under = [sheet.at(number, low or 0.0) for number, low, _high in reversed(ends)]
    return [area([*over, *under], "c-band")]


def _newest_number(sheet: _Sheet, drawn: Series) -> list[str]:
    """The newest number is written at its dot."""
    known = [(number, point) for number, point in enumerate(drawn.points) if point.value is not None]
    number, point = known[-1]
    x, y = sheet.at(number, point.value or 0.0)
    if sheet.count == 1:
        return [text(x + 12, y - 11, point.shown, "c-strong")]
    return [text(x + 8, y - 11, point.shown, "c-strong", "end")]
