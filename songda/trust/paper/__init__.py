"""Keeps dangerous PDFs out and shows safe ones as pictures and as text, without ever opening one in this process."""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from songda.trust.paper.child import Allowance, ChildFailed, NoSlotError, read_frames, run
from songda.trust.paper.findings import Inspection, Limits, PaperError, Refusal
from songda.trust.paper.inspection import inspect
from songda.trust.paper.rendering import PageImage, encode, page_images

if TYPE_CHECKING:
    from PIL.Image import Image


__all__ = [
    "Inspection",
    "Limits",
    "PageImage",
    "PaperError",
    "Refusal",
    "first_page_text",
    "for_phone",
    "inspect",
    "page_images",
    "page_texts",
    "watermark",
]


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


PHONE_WIDTH = 720  # pixels: letters of a court's paper can be read when the picture is drawn apart


def for_phone(image: PageImage, lines: Sequence[str]) -> PageImage:
    """The page with the lines over it, in a third of the bytes: smaller, and with less of every edge."""
    from PIL import Image

    page = Image.open(BytesIO(image.body)).convert("RGB")
    if page.width > PHONE_WIDTH:
        height = round(PHONE_WIDTH * page.height / page.width)
        page = page.resize((PHONE_WIDTH, height), Image.Resampling.LANCZOS)
    page.paste(_GREY, mask=_mask(tuple(lines), page.width, page.height))
    shown = page.convert("L") if image.mime == "image/webp" else page  # a scan keeps its colours
    out = BytesIO()
    shown.save(out, "WEBP", quality=20, method=4)
    return PageImage("image/webp", out.getvalue(), page.width, page.height)


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


SECONDS_A_PAGE = 5
_ALLOWANCE = Allowance(processor=120, clock=180)
_FOR_ONE_PAGE = Allowance(processor=6, clock=12)
_FULL = 0.86  # a line this full of the page's longest line was broken by the printer, not by the writer
_LAYOUT = tomllib.loads(Path(__file__).with_name("layout.toml").read_text(encoding="utf-8"))
_ENDS = _LAYOUT["ends"]
_ITEM = re.compile(_LAYOUT["item"])
_BREAK = "\ufffe"  # what the reader of the PDF puts for a hyphen that may only divide a word
_WORD = re.compile(r"[A-Za-z0-9,;:)\]'-]")


def page_texts(pdf: bytes) -> list[str]:
    """The text of every page with one paragraph a line; an empty text for a scanned page."""
    try:
        answer = run("texts", pdf, [str(SECONDS_A_PAGE)], _ALLOWANCE)
        return [join_lines(body.decode()) for _, body in read_frames(answer)]
    except (ChildFailed, ValueError) as error:
        raise PaperError(Refusal("too_heavy")) from error


def first_page_text(pdf: bytes) -> str:
    """The text of the first page; empty where it cannot be read, or nobody has time for it now."""
    try:
        answer = run("texts", pdf, [str(SECONDS_A_PAGE), "1"], _FOR_ONE_PAGE)
        return next((join_lines(body.decode()) for _, body in read_frames(answer)), "")
    except (ChildFailed, NoSlotError, ValueError):
        return ""


def join_lines(printed: str) -> str:
    """Puts together the lines of each paragraph; a short line, or one before a numbered item, stays by itself."""
    text = printed.replace("\r\n", "\n").replace(_BREAK + "\n", "").replace(_BREAK, "-")
    lines = [line.rstrip() for line in text.split("\n") if line.strip()]
    longest = max((_width(line) for line in lines), default=0)
    paragraphs: list[str] = []
    is_open = False
    for line in lines:
        if is_open and not _ITEM.match(line):
            paragraphs[-1] = _glue(paragraphs[-1], line.strip())
        else:
            paragraphs.append(line.strip())
        is_open = _width(line) >= _FULL * longest and line[-1] not in _ENDS
    return "\n".join(paragraphs)


def _glue(first: str, second: str) -> str:
    needs_blank = _WORD.match(first[-1]) and _WORD.match(second[0])
    return f"{first} {second}" if needs_blank else first + second


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)
