"""Draws and reads the pages of a PDF. Runs in the child only, because the drawing library may be attacked by a file."""

from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from songda.trust.paper.page_image import encode

LONGEST_SIDE = 2200  # pixels; a page that claims to be a hundred metres wide is drawn smaller
TEXT_PAGE = 20  # so many letters make a page a text page; with fewer it is a scan
POINTS_PER_INCH = 72

Frames = Iterator[tuple[dict[str, Any], bytes]]


def draw_pages(pdf: bytes, dpi: int, wanted: range, next_step: Callable[[], None]) -> Frames:
    """The wanted pages (counted from 1) as pictures: letters and lines as WebP, scans and photographs as JPEG."""
    document = pypdfium2.PdfDocument(pdf)
    document.init_forms()
    for number in range(wanted.start, min(wanted.stop, len(document) + 1)):
        next_step()
        page = document[number - 1]
        picture = page.render(scale=_scale(page, dpi)).to_pil().convert("RGB")
        mime, body = encode(picture, is_text=_is_text(page))
        yield {"mime": mime, "width": picture.width, "height": picture.height}, body
        page.close()


def read_pages(pdf: bytes, next_step: Callable[[], None]) -> Frames:
    """The letters of every page, line by line as printed."""
    document = pypdfium2.PdfDocument(pdf)
    for number in range(len(document)):
        next_step()
        page = document[number]
        letters = page.get_textpage()
        yield {}, letters.get_text_range().encode("utf-8", "replace")
        letters.close()
        page.close()


def _is_text(page: Any) -> bool:
    """Whether there are letters on the page and nothing that needs many colours."""
    letters = page.get_textpage()
    count = int(letters.count_chars())
    letters.close()
    pictures = page.get_objects(filter=(FPDF_PAGEOBJ_IMAGE,), max_depth=3)
    return count >= TEXT_PAGE and next(iter(pictures), None) is None


def _scale(page: Any, dpi: int) -> float:
    wanted = dpi / POINTS_PER_INCH
    longest = max(page.get_width(), page.get_height(), 1)
    return float(min(wanted, LONGEST_SIDE / longest))
