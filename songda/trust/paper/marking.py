"""Puts the recipient's own mark over a page picture, so that a copy that goes astray tells whose it was."""

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from songda.trust.paper.page_image import PageImage, encode

if TYPE_CHECKING:
    from PIL.Image import Image

_ANGLE_DEGREES = 28
_GREY = (96, 96, 112)
_STRENGTH = 38  # of 255: to be seen on paper and screen without covering a letter
_LETTER_SHARE_OF_WIDTH = 1 / 46  # of the page's width


def watermark(image: PageImage, lines: Sequence[str]) -> PageImage:
    """The same page with the lines repeated slantwise all over it."""
    from PIL import Image

    page = Image.open(BytesIO(image.body)).convert("RGB")
    page.paste(_GREY, mask=_mask(tuple(lines), page.width, page.height))
    mime, body = encode(page, is_text=image.mime == "image/webp")
    return PageImage(mime, body, page.width, page.height)


@lru_cache(maxsize=16)
def _mask(lines: tuple[str, ...], width: int, height: int) -> "Image":
    """The mark for one page size; the pages of a paper share it."""
    from PIL import Image

    tile = _tile(lines, max(14, round(width * _LETTER_SHARE_OF_WIDTH)))
    side = round((width**2 + height**2) ** 0.5) + tile.width
    field = Image.new("L", (side, side))
    for row, top in enumerate(range(0, side, tile.height)):
        for left in range(-(tile.width // 2) * (row % 2), side, tile.width):
            field.paste(tile, (left, top))
    turned = field.rotate(_ANGLE_DEGREES, Image.Resampling.BILINEAR)
    left, top = (side - width) // 2, (side - height) // 2
    return turned.crop((left, top, left + width, top + height))


def _tile(lines: tuple[str, ...], size: int) -> "Image":
    from PIL import Image, ImageDraw, ImageFont

    from songda.trust import fonts

    font = ImageFont.truetype(str(fonts.sans_path()), size)
    text = "\n".join(lines)
    ruler = ImageDraw.Draw(Image.new("L", (1, 1)))
    _, _, right, bottom = ruler.multiline_textbbox((0, 0), text, font=font)
    tile = Image.new("L", (round(right) + 5 * size, round(bottom) + 5 * size))
    ImageDraw.Draw(tile).multiline_text((0, 0), text, fill=_STRENGTH, font=font, align="center")
    return tile
