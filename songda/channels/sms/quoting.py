"""Tells the clerk before sending how many parts a text message takes and whether its link is cut in two."""

import re
from itertools import accumulate

from songda.channels.sms.segments import cut, units
from songda.core.delivery.routes import Quote

_LINK = re.compile(r"https?://[!-~]+")


def quote(text: str) -> Quote:
    """The parts of the text; `has_cut_link` when a phone that shows parts singly would show half a link."""
    pieces = cut(text)
    cuts = list(accumulate(len(piece) for piece in pieces))[:-1]
    links = [found.span() for found in _LINK.finditer(text)]
    is_cut = any(start < at < end for at in cuts for start, end in links)
    return Quote(parts=len(pieces), characters=units(text), part_texts=tuple(pieces), has_cut_link=is_cut)
