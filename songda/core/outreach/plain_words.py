"""How plain a Chinese text is: its characters, its sentences, and that no link stands in it.

The bound of characters is the first level of GB/T 2312: the 3,755 characters of everyday use that every reader with a
junior-school certificate has met. It comes with Python's own codec, so that no list has to be kept here.
"""

import re
import unicodedata
from functools import cache

LONGEST_SENTENCE = 45  # characters, as a voice reads them in one breath or two
_FIRST_ROW, _LAST_ROW = 16, 55  # of the code table: the first level
_LINK = re.compile(r"https?:|www\.|[a-z0-9-]+\.(cn|com|net|org|gov|top|xyz|cc|vip|info|io)\b|/s/", re.IGNORECASE)
_END = re.compile(r"[\u3002\uff01\uff1f\uff1b\n!?;]")


@cache
def everyday_characters() -> frozenset[str]:
    """The characters of the first level; the last row of it is not full."""
    found: set[str] = set()
    for row in range(_FIRST_ROW, _LAST_ROW + 1):
        for cell in range(1, 95):
            code = bytes([row + 0xA0, cell + 0xA0])
            found.update(code.decode("gb2312", errors="ignore"))
    return frozenset(found)


def hard_characters(text: str) -> list[str]:
    """The Chinese characters beyond everyday use, each once, in the order of the text."""
    found = [each for each in text if _is_chinese(each) and each not in everyday_characters()]
    return list(dict.fromkeys(found))


def long_sentences(text: str) -> list[str]:
    """The sentences that are too long to be heard."""
    return [part.strip() for part in _END.split(text) if len(part.strip()) > LONGEST_SENTENCE]


def has_link(text: str) -> bool:
    """Whether something in it could be pressed: what a false message carries, and material of a court never does."""
    return _LINK.search(text) is not None


def _is_chinese(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK UNIFIED")
