"""Brings names of people and bodies to one form, so that two ways of typing a name find the same person."""

import unicodedata

from songda.core.identifiers.china import SIGNS_OF_BODIES, SIGNS_OF_DEATH
from songda.core.identifiers.typed import IdentifierError

LONGEST = 100
LONGEST_HAN_NAME = 4
_DOTS = dict.fromkeys(map(ord, "•‧∙⋅・･．•●"), "·")  # 阿卜杜拉·买买提 is typed with any of them
_MARKS_BETWEEN = frozenset("PZC")  # punctuation, blanks, what cannot be seen
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


def read_name(text: str) -> str:
    """The name as it is kept: blanks at the ends and control characters gone; raises IdentifierError."""
    name = " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())
    if not name or len(name) > LONGEST or any(unicodedata.category(letter).startswith("C") for letter in name):
        raise IdentifierError("name.text", part="name")
    return name


def plain_name(text: str) -> str:
    """The form by which names are compared: one kind of dot, wide and narrow alike, no blanks between Han letters."""
    name = unicodedata.normalize("NFKC", text.translate(_DOTS)).translate(_INVISIBLE | _DOTS)
    pieces = name.split()
    joint = "" if any(0x3400 <= ord(letter) <= 0x3FFFF for letter in name) else " "
    return joint.join(pieces).upper()


def bare_name(text: str) -> str:
    """The letters alone: what is left of a name whatever dots, apostrophes and blanks a telephone's keys put there."""
    name = plain_name(text).translate(_INVISIBLE)
    return "".join(letter for letter in name if unicodedata.category(letter)[0] not in _MARKS_BETWEEN)


def remark_in(name: str) -> str:
    """What stands with a person's name and is no part of it: "dead", another "remark" in brackets, else empty."""
    letters = plain_name(name)
    if letters.rstrip(")）]】").endswith(SIGNS_OF_DEATH):
        return "dead"
    return "remark" if any(bracket in letters for bracket in "()（）[]【】") else ""


def looks_like_body(name: str) -> bool:
    """Whether it is called as companies and offices are."""
    return any(sign in name for sign in SIGNS_OF_BODIES)


def looks_like_person(name: str) -> bool:
    """Whether it is called as people are: two to four Han letters, or names joined by dots, and no sign of a body."""
    letters = plain_name(name)
    is_short = 2 <= len(letters) <= LONGEST_HAN_NAME or "·" in letters
    return is_short and letters.replace("·", "").isalpha() and not letters.isascii() and not looks_like_body(name)
