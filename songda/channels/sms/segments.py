"""Cuts a text into the parts that a network carries: 70 characters alone, 67 each when there are more; quotes them."""

import re
from itertools import accumulate
from typing import Final

from songda.core.delivery.routes import Quote

ALONE: Final = 70
EACH: Final = 67
MOST: Final = 9  # longer ones cost much and are cut short by some networks


class TooLongError(ValueError):
    """A text that needs more pieces than we send."""


def units(text: str) -> int:
    """How many 16-bit units the network counts; a rare character counts two."""
    return len(text) + sum(character > "\uffff" for character in text)


def cut(text: str) -> list[str]:
    """The pieces in order; joined they are the text again, and no character is cut in two."""
    if units(text) <= ALONE:
        return [text]
    pieces: list[str] = []
    start = room = 0
    for at, character in enumerate(text):
        size = 2 if character > "\uffff" else 1
        if room + size > EACH:
            pieces.append(text[start:at])
            start, room = at, 0
        room += size
    pieces.append(text[start:])
    return pieces


def payloads(text: str, reference: int) -> list[bytes]:
    """The bytes of each piece: UCS-2, and before it the header by which the phone joins several."""
    pieces = cut(text)
    if len(pieces) > MOST:
        raise TooLongError(f"{len(pieces)} parts, at most {MOST}")
    if len(pieces) == 1:
        return [text.encode("utf-16-be")]
    total = len(pieces)
    return [
        bytes((5, 0, 3, reference & 0xFF, total, number)) + piece.encode("utf-16-be")
        for number, piece in enumerate(pieces, 1)
    ]


_LINK = re.compile(r"https?://[!-~]+")


def quote(text: str) -> Quote:
    """The parts of the text; `has_cut_link` when a phone that shows parts singly would show half a link."""
    pieces = cut(text)
    cuts = list(accumulate(len(piece) for piece in pieces))[:-1]
    links = [found.span() for found in _LINK.finditer(text)]
    is_cut = any(start < at < end for at in cuts for start, end in links)
    return Quote(parts=len(pieces), characters=units(text), part_texts=tuple(pieces), has_cut_link=is_cut)
