"""Draws a court's round red seal, with its name on the arc, and the square code that leads from paper to its page."""

import math
from functools import lru_cache
from io import BytesIO

import segno

from songda.trust.typesetting.compiler import outline

RED = "#c7161e"
_EDGE = 100.0  # the seal is drawn in a square of 220 by 220; its outer radius is 104
_SQUEEZE = 0.62  # letters on an arc are narrower than they are tall


@lru_cache(maxsize=64)
def round_seal(court: str, caption: str) -> str:
    """The seal as an SVG drawing without any text in it, so that it is looked at and never read out or searched."""
    letters = outline("seal.typ", _layout(court, caption))
    inner = letters[letters.index(">") + 1 : letters.rindex("</svg>")]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 220 220">'
        f'<circle cx="110" cy="110" r="102" fill="none" stroke="{RED}" stroke-width="5.2"/>'
        f'<polygon points="{_star(110, 108, 34)}" fill="{RED}"/>{inner}</svg>'
    )


def _layout(court: str, caption: str) -> dict[str, object]:
    size = min(40.0, 490.0 / max(1, len(court)))
    radius = _EDGE - 6 - size / 2
    span = min(244.0, 36.0 * (len(court) - 1))
    step = span / max(1, len(court) - 1)
    letters = []
    for place, letter in enumerate(court):
        angle = -span / 2 + place * step
        turn = math.radians(angle)
        x, y = 110 + radius * math.sin(turn), 110 - radius * math.cos(turn)
        letters.append({"text": letter, "angle": angle, "x": x, "y": y})
    caption_size = min(19.0, 100.0 / max(1, len(caption)))
    return {
        "letters": letters,
        "size": size,
        "squeeze": _SQUEEZE,
        "red": RED,
        "caption": caption,
        "caption_size": caption_size,
        "caption_top": 162,
    }


def _star(x: float, y: float, radius: float) -> str:
    inner = radius * math.sin(math.radians(18)) / math.sin(math.radians(126))
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else inner
        turn = math.radians(36 * corner)
        points.append(f"{x + reach * math.sin(turn):.3f},{y - reach * math.cos(turn):.3f}")
    return " ".join(points)


QR_BORDER = 2  # modules of white round the code
_PATTERN = 3  # any of the eight reads as well as the others; trying them all is what takes the time


def qr_svg(text: str) -> str:
    """The code as one SVG path; a seventh of it may be dirty or torn and it still reads."""
    out = BytesIO()
    _code(text).save(out, kind="svg", border=QR_BORDER, xmldecl=False, svgns=True, omitsize=True)
    return out.getvalue().decode()


def qr_modules(text: str) -> list[list[bool]]:
    """The same code row by row: whether each module is dark."""
    return [[bool(module) for module in row] for row in _code(text).matrix]


def _code(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="M", mask=_PATTERN)
