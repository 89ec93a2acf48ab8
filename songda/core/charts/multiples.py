"""Small multiples: one little trend for each court, way or kind of paper, all on one scale."""

from songda.core.charts.svg import (
    NOTHING,
    SIZE,
    About,
    Line,
    Scale,
    area,
    cut,
    dot,
    frame,
    highest,
    line,
    nothing_to_show,
    stretches,
    text,
    through,
    wide,
)

_EACH = 200.0  # as wide as a little one is at the least
_ROW = 92.0
_GAP = 20.0


def multiples(about: About, lines: tuple[Line, ...], width: int, top: float | None = None, caption: str = "") -> str:
    """All with the same scale from 0 to `top` (1 for shares), so that they can be compared; as many a row as have room.

    `caption` stands below them and tells that scale.
    """
    if all(one.is_empty for one in lines):
        return nothing_to_show(about, width)
    beside = min(len(lines), max(1, int((width + _GAP) // (_EACH + _GAP))))
    each = (width - (beside - 1) * _GAP) / beside
    whole = top or highest(lines) or 1.0
    parts = []
    for place, one in enumerate(lines):
        row, column = divmod(place, beside)
        parts += _little(one, (column * (each + _GAP), row * _ROW), each, whole)
    bottom = -(-len(lines) // beside) * _ROW - 12
    if caption:
        bottom += 18
        parts.append(text(0, bottom - 5, caption, "c-soft"))
    return frame(about, width, bottom, parts)


def _little(one: Line, corner: tuple[float, float], width: float, top: float) -> list[str]:
    left, upper = corner
    scale = Scale(top, upper + _ROW - 26, upper + 24)
    last = next((point.shown for point in reversed(one.points) if point.value is not None), NOTHING)
    parts = [
        text(left, upper + 13, cut(one.name, width - wide(last) - 8)),
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
    return [shadow, through(places, "c-line"), dot((last, height), SIZE / 4, "c-dot")]
