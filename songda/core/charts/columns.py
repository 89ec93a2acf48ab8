"""Columns side by side: how often people waited how long, with the middle one marked."""

from dataclasses import dataclass

from songda.core.charts.svg import (
    SIZE,
    About,
    Scale,
    Tick,
    cut,
    frame,
    line,
    nothing_to_show,
    rect,
    text,
    whole_ticks,
    wide,
)

_HEIGHT = 214.0
_UPPER = 40.0


@dataclass(frozen=True)
class Column:
    """One column: how many, and what it is called."""

    name: str
    value: int
    shown: str


@dataclass(frozen=True)
class Mark:
    """A place between the columns, counted in columns from the left (2.5: in the middle of the third)."""

    place: float
    words: str


def columns(about: About, drawn: tuple[Column, ...], marks: tuple[Mark, ...], width: int, tick: Tick) -> str:
    """The columns on one scale of whole numbers, and lines at the marks."""
    if not any(column.value for column in drawn):
        return nothing_to_show(about, width)
    steps = whole_ticks(float(max(column.value for column in drawn)))
    left = max(wide(tick(step), SIZE - 1) for step in steps) + 8
    scale = Scale(steps[-1], _HEIGHT - 26, _UPPER)
    each = (width - left) / len(drawn)
    parts = []
    for step in steps:
        parts.append(line((left, scale(step)), (width, scale(step)), "c-grid" if step else "c-axis"))
        parts.append(text(left - 6, scale(step) + 4, tick(step), "c-soft", "end"))
    for place, column in enumerate(drawn):
        parts += _column(column, left + place * each, each, scale)
    for row, mark in enumerate(marks):
        parts += _mark(mark, left + mark.place * each, row, width)
    return frame(about, width, _HEIGHT, parts)


def _column(column: Column, x: float, each: float, scale: Scale) -> list[str]:
    gap = min(each * 0.12, 6)
    upper = scale(column.value)
    box = rect((x + gap, upper), (each - 2 * gap, scale.bottom - upper), "c-bar", f"{column.name}: {column.shown}")
    return [box, text(x + each / 2, scale.bottom + 17, cut(column.name, each + 4, SIZE - 1), "c-soft", "middle")]


def _mark(mark: Mark, x: float, row: int, width: int) -> list[str]:
    """Its words stand above, on the side where there is room, each mark on a height of its own."""
    y, is_right = 12.0 + row * 15, x + wide(mark.words) + 8 < width
    words = text(x + 5 if is_right else x - 5, y, mark.words, "c-strong", "start" if is_right else "end")
    return [line((x, y - 9), (x, _HEIGHT - 26), "c-line c-other"), words]
