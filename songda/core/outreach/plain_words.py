"""How plain a Chinese text is: its everyday characters, and that no link stands in it.

The bound of characters is the first level of GB/T 2312: the 3,755 characters of everyday use that every reader with a
junior-school certificate has met. It comes with Python's own codec, so that no list has to be kept here.
"""

import re
from functools import cache

_FIRST_ROW, _LAST_ROW = 16, 55  # of the code table: the first level
_LINK = re.compile(r"https?:|www\.|[a-z0-9-]+\.(cn|com|net|org|gov|top|xyz|cc|vip|info|io)\b|/s/", re.IGNORECASE)


@cache
def everyday_characters() -> frozenset[str]:
    """The characters of the first level; the last row of it is not full."""
    found: set[str] = set()
    for row in range(_FIRST_ROW, _LAST_ROW + 1):
        for cell in range(1, 95):
            code = bytes([row + 0xA0, cell + 0xA0])
            found.update(code.decode("gb2312", errors="ignore"))
    return frozenset(found)


def has_link(text: str) -> bool:
    """Whether something in it could be pressed: what a false message carries, and material of a court never does."""
    return _LINK.search(text) is not None
