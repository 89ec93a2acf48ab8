"""Charts of bars, that a telephone shows whole: bars one below the other, columns, a funnel, and many small lines."""

from dataclasses import dataclass

from songda.core.charts.svg import (
    NOTHING,
    SIZE,
    ChartTexts,
    Scale,
    Series,
    Tick,
    area,
    cut,
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
    whole_ticks,
)

_ROW = 40.0
_THICK = 13.0


@dataclass(frozen=True)
class Bar:
    """One bar; `other` is the number it is compared with, `low` and `high` the ends of its interval."""

    name: str
    value: float | None
    shown: str
    low: float | None = None
    high: float | None = None
    other: float | None = None


def bars(about: ChartTexts, rows: tuple[Bar, ...], width: int, top: float | None = None) -> str:
    """All bars on one scale from 0 to `top` (1 for shares of all; else the longest)."""
    if not rows:
        return nothing_to_show(about, width)
    longest = top or max((max(row.value or 0, row.high or 0, row.other or 0) for row in rows), default=0) or 1.0
    scale = Scale(longest, 0, float(width))  # lying: from the left to the right
    parts = [part for place, row in enumerate(rows) for part in _row(row, place * _ROW, width, scale, top is not None)]
    return frame(about, width, len(rows) * _ROW - 2, parts)


def _row(row: Bar, y: float, width: int, scale: Scale, has_track: bool) -> list[str]:  # noqa: FBT001 - private
    upper = y + 20
    name = cut(row.name, width - text_width(row.shown) - 16)
    parts = [text(0, y + 13, name), text(width, y + 13, row.shown, "c-strong", "end")]
    if has_track:
        parts.append(rect((0, upper), (width, _THICK), "c-track"))
    description = f"{row.name}: {row.shown}"
    parts.append(rect((0, upper), (scale(row.value or 0), _THICK), "c-bar", description))
    if row.other is not None:
        parts.append(line((scale(row.other), upper - 3), (scale(row.other), upper + _THICK + 3), "c-other c-line"))
    if row.low is not None and row.high is not None:
        parts += _whisker(scale(row.low), scale(row.high), upper + _THICK / 2)
    parts.append(line((0, upper - 2), (0, upper + _THICK + 2), "c-axis"))
    return parts


def _whisker(low: float, high: float, y: float) -> list[str]:
    ends = [line((x, y - 4), (x, y + 4), "c-whisker") for x in (low, high)]
    return [line((low, y), (high, y), "c-whisker"), *ends]


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


def columns(about: ChartTexts, drawn: tuple[Column, ...], marks: tuple[Mark, ...], width: int, tick: Tick) -> str:
    """The columns on one scale of whole numbers, and lines at the marks."""
    if not any(column.value for column in drawn):
        return nothing_to_show(about, width)
    steps = whole_ticks(float(max(column.value for column in drawn)))
    left = max(text_width(tick(step), SIZE - 1) for step in steps) + 8
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
    y, is_right = 12.0 + row * 15, x + text_width(mark.words) + 8 < width
    words = text(x + 5 if is_right else x - 5, y, mark.words, "c-strong", "start" if is_right else "end")
    return [line((x, y - 9), (x, _HEIGHT - 26), "c-line c-other"), words]


_FUNNEL_ROW = 58.0
_FUNNEL_THICK = 24.0


@dataclass(frozen=True)
class Step:
    """One step: how many got as far, the number as readers read it, and what share of all that is.

    A later step need not be smaller: whoever was served need not have opened anything. Nothing leads from bar to bar.
    """

    name: str
    value: int
    shown: str
    share: str = ""


def funnel(about: ChartTexts, steps: tuple[Step, ...], width: int) -> str:
    """Steps one below the other, the last one as the seal: served."""
    if not steps or not any(step.value for step in steps):
        return nothing_to_show(about, width)
    scale = Scale(float(max(step.value for step in steps)), 0, float(width))
    parts = []
    for place, step in enumerate(steps):
        y, long = place * _FUNNEL_ROW, scale(step.value)
        parts += _step(step, y, width, "c-end" if place == len(steps) - 1 else "c-bar", long)
    return frame(about, width, len(steps) * _FUNNEL_ROW - (_FUNNEL_ROW - _FUNNEL_THICK - 20), parts)


def _step(step: Step, y: float, width: int, kind: str, long: float) -> list[str]:
    words = f"{step.shown} · {step.share or NOTHING}" if step.share else step.shown
    description = f"{step.name}: {words}"
    return [
        text(0, y + 13, step.name),
        text(width, y + 13, words, "c-strong", "end"),
        rect((0, y + 20), (max(long, 1.0) if step.value else 0, _FUNNEL_THICK), kind, description),
    ]


_EACH = 200.0  # as wide as a little one is at the least
_PANEL_ROW = 92.0
_GAP = 20.0


def multiples(
    about: ChartTexts, lines: tuple[Series, ...], width: int, top: float | None = None, caption: str = ""
) -> str:
    """All with the same scale from 0 to `top` (1 for shares), so that they can be compared; as many a row as have room.

    `caption` stands below them and tells that scale.
    """
    if all(one.is_empty for one in lines):
        return nothing_to_show(about, width)
    in_a_row = min(len(lines), max(1, int((width + _GAP) // (_EACH + _GAP))))
    each = (width - (in_a_row - 1) * _GAP) / in_a_row
    whole = top or highest(lines) or 1.0
    parts = []
    for place, one in enumerate(lines):
        row, column = divmod(place, in_a_row)
        parts += _little(one, (column * (each + _GAP), row * _PANEL_ROW), each, whole)
    bottom = -(-len(lines) // in_a_row) * _PANEL_ROW - 12
    if caption:
        bottom += 18
        parts.append(text(0, bottom - 5, caption, "c-soft"))
    return frame(about, width, bottom, parts)


def _little(one: Series, corner: tuple[float, float], width: float, top: float) -> list[str]:
    left, upper = corner
    scale = Scale(top, upper + _PANEL_ROW - 26, upper + 24)
    last = next((point.shown for point in reversed(one.points) if point.value is not None), NOTHING)
    parts = [
        text(left, upper + 13, cut(one.name, width - text_width(last) - 8)),
        text(left + width, upper + 13, last, "c-strong", "end"),
        line((left, scale.upper), (left + width, scale.upper), "c-grid"),
        line((left, scale.bottom), (left + width, scale.bottom), "c-axis"),
    ]
    step = (width - 6) / max(len(one.points) - 1, 1)
    for stretch in stretches(one.points):
        parts += _stretch([(left + 3 + number * step, scale(point.value or 0.0)) for number, point in stretch], scale)
    return parts


def _stretch(places: list[tuple[float, float]], scale: Scale) -> list[str]:
    """The line, the shadow below it and a dot at its end."""
    (first, _), (last, height) = places[0], places[-1]
    if len(places) == 1:
        return [dot((last, height), 3, "c-dot")]
    shadow = area([(first, scale.bottom), *places, (last, scale.bottom)], "c-band")
    return [shadow, polyline(places, "c-line"), dot((last, height), SIZE / 4, "c-dot")]
