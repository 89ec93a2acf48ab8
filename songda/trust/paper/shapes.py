"""The picture of one page, and how it is written down."""

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True)
class PageImage:
    """One page as a picture: its media type, its bytes, and its size in pixels."""

    mime: str
    body: bytes
    width: int
    height: int


def encode(picture: "Image", *, is_text: bool) -> tuple[str, bytes]:
    """The media type and the bytes of a picture: text without loss as WebP, scans as JPEG."""
    out = BytesIO()
    if is_text:
        picture.save(out, "WEBP", lossless=True, quality=20, method=1)
        return "image/webp", out.getvalue()
    picture.save(out, "JPEG", quality=80, optimize=True)
    return "image/jpeg", out.getvalue()
