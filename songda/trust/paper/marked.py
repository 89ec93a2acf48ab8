"""A page as one person sees it, with their mark across it: whole, for a telephone, or for the slowest of lines."""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from io import BytesIO
from typing import TYPE_CHECKING, Final

from songda.trust.paper.rendering import PageImage, encode

if TYPE_CHECKING:
    from PIL.Image import Image

_ANGLE_DEGREES = 28
_GREY = (96, 96, 112)
_STRENGTH = 38  # of 255: to be seen on paper and screen without covering a letter
_LETTER_SHARE_OF_WIDTH = 1 / 46  # of the page's width
_GAP, _WIDE_GAP = 5, 24  # letters between two marks; on a slow line a mark costs as much as a line of text
PHONE_WIDTH: Final = 720  # pixels: letters of a court's paper can be read when the picture is drawn apart
SLOW_LINE_BYTES: Final = 17_500  # four seconds at 35 kbit/s, and most of a second until the first byte comes
SHARP_BYTES: Final = 48_500  # as much less than twelve seconds
# From the fewest bytes to the most: pixels across, and shades of grey of a text or quality of a scan. With less than
# the first of each a stroke goes missing here and there, and a month reads like a day.
_TEXT_STEPS: Final = ((440, 3), (480, 3), (540, 3), (600, 4), (720, 4))
_SCAN_STEPS: Final = ((440, 5), (540, 10), (600, 10), (720, 20))
_SHARP_TEXT_STEPS: Final = ((840, 3), (960, 3), (1080, 3), (1160, 3), (1240, 3), (1240, 4))
_SHARP_SCAN_STEPS: Final = ((840, 10), (960, 20), (1120, 20), (1240, 40))
# Below which value a shade is drawn as which; thin strokes lean to the darker one.
_SHADES: Final = {3: ((90, 0), (195, 128)), 4: ((64, 0), (128, 96), (210, 176))}
_MARK_SHADE: Final = 222


def watermark(image: PageImage, lines: Sequence[str]) -> PageImage:
    """The same page with the lines repeated slantwise all over it."""
    page = _opened(image)
    page.paste(_GREY, mask=_mask(tuple(lines), page.width, page.height))
    mime, body = encode(page, is_text=_is_text(image))
    return PageImage(mime, body, page.width, page.height)


def for_phone(image: PageImage, lines: Sequence[str]) -> PageImage:
    """The page with the lines over it, in a third of the bytes: smaller, and with less of every edge."""
    page = _narrowed(_opened(image), PHONE_WIDTH)
    page.paste(_GREY, mask=_mask(tuple(lines), page.width, page.height))
    shown = page.convert("L") if _is_text(image) else page  # a scan keeps its colours
    return _as_webp(shown, quality=20, method=4)


def for_slow_line(image: PageImage, lines: Sequence[str]) -> PageImage:
    """The page in `SLOW_LINE_BYTES` where that can be, with as many pixels and shades as fit into them.

    A text keeps its strokes in three or four shades, which at so few bytes reads better than soft edges; a scan keeps
    its colours. The lines stand on it a few times. A page too dense for that takes more rather than become unreadable.
    """
    return _drawn(image, lines, _TEXT_STEPS if _is_text(image) else _SCAN_STEPS, SLOW_LINE_BYTES)


def sharp_for_slow_line(image: PageImage, lines: Sequence[str]) -> PageImage:
    """The same in `SHARP_BYTES`, for whoever asked for a sharper one: as sharp as print where the page is not dense."""
    return _drawn(image, lines, _SHARP_TEXT_STEPS if _is_text(image) else _SHARP_SCAN_STEPS, SHARP_BYTES)


def _drawn(image: PageImage, lines: Sequence[str], steps: Sequence[tuple[int, int]], most: int) -> PageImage:
    page, draw = _opened(image), _few_shades if _is_text(image) else _soft
    return _largest_that_fits([partial(draw, page, tuple(lines), width, much) for width, much in steps], most)


def _largest_that_fits(ways: Sequence[Callable[[], PageImage]], most: int) -> PageImage:
    """Begin in the middle and go up while it fits, or down until it does; the least of all where nothing does."""
    place = len(ways) // 2
    best = ways[place]()
    if len(best.body) <= most:
        for way in ways[place + 1 :]:
            if len((larger := way()).body) > most:
                return best
            best = larger
        return best
    for way in reversed(ways[:place]):
        if len((best := way()).body) <= most:
            return best
    return best


def _few_shades(page: "Image", lines: tuple[str, ...], width: int, shades: int) -> PageImage:
    from PIL import ImageChops

    narrow = _narrowed(page, width).convert("L").point(_steps_of(shades))
    mark = _mask(lines, narrow.width, narrow.height, _WIDE_GAP).point([0] * 20 + [255] * 236)
    on_white = ImageChops.multiply(mark, narrow.point([0] * 255 + [255]))  # no letter is covered
    narrow.paste(_MARK_SHADE, mask=on_white)
    return _as_webp(narrow.convert("RGB"), lossless=True, quality=20, method=1)


def _steps_of(shades: int) -> list[int]:
    """For each of 256 shades the one that is drawn instead."""
    return [next((drawn for below, drawn in _SHADES[shades] if value < below), 255) for value in range(256)]


def _soft(page: "Image", lines: tuple[str, ...], width: int, quality: int) -> PageImage:
    narrow = _narrowed(page, width)
    narrow.paste(_GREY, mask=_mask(lines, narrow.width, narrow.height, _WIDE_GAP))
    return _as_webp(narrow, quality=quality, method=4)


def _opened(image: PageImage) -> "Image":
    from PIL import Image

    return Image.open(BytesIO(image.body)).convert("RGB")


def _is_text(image: PageImage) -> bool:
    return image.mime == "image/webp"


def _narrowed(page: "Image", width: int) -> "Image":
    """The page, no wider than this."""
    from PIL import Image

    if page.width <= width:
        return page.copy()
    return page.resize((width, round(width * page.height / page.width)), Image.Resampling.LANCZOS)


def _as_webp(page: "Image", **how: object) -> PageImage:
    out = BytesIO()
    page.save(out, "WEBP", **how)
    return PageImage("image/webp", out.getvalue(), page.width, page.height)


@lru_cache(maxsize=16)
def _mask(lines: tuple[str, ...], width: int, height: int, gap: int = _GAP) -> "Image":
    """The mark for one page size; the pages of a paper share it."""
    from PIL import Image

    tile = _tile(lines, max(14, round(width * _LETTER_SHARE_OF_WIDTH)), gap)
    side = round((width**2 + height**2) ** 0.5) + tile.width
    field = Image.new("L", (side, side))
    for row, top in enumerate(range(0, side, tile.height)):
        for left in range(-(tile.width // 2) * (row % 2), side, tile.width):
            field.paste(tile, (left, top))
    turned = field.rotate(_ANGLE_DEGREES, Image.Resampling.BILINEAR)
    left, top = (side - width) // 2, (side - height) // 2
    return turned.crop((left, top, left + width, top + height))


def _tile(lines: tuple[str, ...], size: int, gap: int) -> "Image":
    from PIL import Image, ImageDraw, ImageFont

    from songda.trust import fonts

    font = ImageFont.truetype(str(fonts.sans_path()), size)
    text = "\n".join(lines)
    ruler = ImageDraw.Draw(Image.new("L", (1, 1)))
    _, _, right, bottom = ruler.multiline_textbbox((0, 0), text, font=font)
    tile = Image.new("L", (round(right) + gap * size, round(bottom) + gap * size))
    ImageDraw.Draw(tile).multiline_text((0, 0), text, fill=_STRENGTH, font=font, align="center")
    return tile
