"""How deep JSON nests, asked before it is read: how deep a reader goes depends on who called it, and on its version."""

import re
from itertools import accumulate
from typing import Final

MOST_LEVELS: Final = 50
_ESCAPED = re.compile(rb"\\.", re.DOTALL)
_TEXT = re.compile(rb'"[^"]*"?')  # one that ends nowhere goes to the end, and is looked through once
_STEP = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
_BUT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def is_too_deep(written: bytes) -> bool:
    """Whether lists and objects stand in one another more than `MOST_LEVELS` deep, in what may be no JSON at all."""
    if written.count(b"[") + written.count(b"{") <= MOST_LEVELS:
        return False
    brackets = _TEXT.sub(b"", _ESCAPED.sub(b"", written)).translate(None, _BUT_BRACKETS)
    return max(accumulate(map(_STEP.__getitem__, brackets)), default=0) > MOST_LEVELS
