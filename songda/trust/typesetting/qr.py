"""The square code that leads from the paper to the page where it can be checked."""

from io import BytesIO

import segno

_PATTERN = 3  # any of the eight reads as well as the others; trying them all is what takes the time


def qr_svg(text: str) -> str:
    """The code as one SVG path; a seventh of it may be dirty or torn and it still reads."""
    out = BytesIO()
    segno.make_qr(text, error="M", mask=_PATTERN).save(
        out, kind="svg", border=2, xmldecl=False, svgns=True, omitsize=True
    )
    return out.getvalue().decode()
