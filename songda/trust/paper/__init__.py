"""Keeps dangerous PDFs out and shows safe ones as pictures and as text, without ever opening one in this process."""

import re
import tomllib
import unicodedata
from pathlib import Path

from songda.trust.paper.child import Allowance, ChildFailed, NoSlotError, read_frames, run
from songda.trust.paper.findings import Inspection, Limits, PaperError, Refusal
from songda.trust.paper.inspection import inspect
from songda.trust.paper.marked import SHARP_BYTES, for_phone, for_slow_line, sharp_for_slow_line, watermark
from songda.trust.paper.rendering import PageImage, page_images

__all__ = [
    "SHARP_BYTES",
    "Inspection",
    "Limits",
    "PageImage",
    "PaperError",
    "Refusal",
    "first_page_text",
    "for_phone",
    "for_slow_line",
    "inspect",
    "page_images",
    "page_texts",
    "sharp_for_slow_line",
    "watermark",
]


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
