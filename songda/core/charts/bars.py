"""Bars, one below the other, each under its name, so that a telephone shows long names whole."""

from dataclasses import dataclass

from songda.core.charts.svg import About, Scale, cut, frame, line, nothing_to_show, rect, text, wide

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


def bars(about: About, rows: tuple[Bar, ...], width: int, top: float | None = None) -> str:
    """All bars on one scale from 0 to `top` (1 for shares of all; else the longest)."""
    if not rows:
        return nothing_to_show(about, width)
    longest = top or max((max(row.value or 0, row.high or 0, row.other or 0) for row in rows), default=0) or 1.0
    scale = Scale(longest, 0, float(width))  # lying: from the left to the right
    parts = [part for place, row in enumerate(rows) for part in _row(row, place * _ROW, width, scale, top is not None)]
    return frame(about, width, len(rows) * _ROW - 2, parts)


def _row(row: Bar, y: float, width: int, scale: Scale, has_track: bool) -> list[str]:  # noqa: FBT001 - private
    upper = y + 20
    name = cut(row.name, width - wide(row.shown) - 16)
    parts = [text(0, y + 13, name), text(width, y + 13, row.shown, "c-strong", "end")]
    if has_track:
        parts.append(rect((0, upper), (width, _THICK), "c-track"))
    told = f"{row.name}: {row.shown}"
    parts.append(rect((0, upper), (scale(row.value or 0), _THICK), "c-bar", told))
    if row.other is not None:
        parts.append(line((scale(row.other), upper - 3), (scale(row.other), upper + _THICK + 3), "c-other c-line"))
    if row.low is not None and row.high is not None:
        parts += _whisker(scale(row.low), scale(row.high), upper + _THICK / 2)
    parts.append(line((0, upper - 2), (0, upper + _THICK + 2), "c-axis"))
    return parts


def _whisker(low: float, high: float, y: float) -> list[str]:
    ends = [line((x, y - 4), (x, y + 4), "c-whisker") for x in (low, high)]
    return [line((low, y), (high, y), "c-whisker"), *ends]
