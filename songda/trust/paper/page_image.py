"""The picture of one page, and how it is written down."""

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

SHADES = 32
_WHITE_PAPER = [255 if value >= 250 else value for value in range(256)] * 3  # fewer shades must not grey the page


@dataclass(frozen=True)
class PageImage:
    """One page as a picture: its media type, its bytes, and its size in pixels."""

    mime: str
    body: bytes
    width: int
    height: int


def encode(picture: "Image", *, is_text: bool) -> tuple[str, bytes]:
    """The media type and the bytes of a picture, small enough for a telephone.

    Text keeps every edge but only so many shades (WebP); scans keep their colours but not every edge (JPEG).
    """
    from PIL.Image import Quantize

    out = BytesIO()
    if is_text:
        few = picture.quantize(SHADES, method=Quantize.FASTOCTREE).convert("RGB")
        few = few.point(_WHITE_PAPER)
        few.save(out, "WEBP", lossless=True, quality=20, method=1)
        return "image/webp", out.getvalue()
    picture.save(out, "JPEG", quality=80, optimize=True)
    return "image/jpeg", out.getvalue()
