"""Keeps personal data out of what the public reads."""

import re
from enum import StrEnum
from unicodedata import normalize

_WORD = "[0-9A-Za-z]"
_BETWEEN = r"[\s\-–—._·,]{0,3}"


class Personal(StrEnum):
    """What was found in a text."""

    ID_NUMBER = "id_number"
    CASE_NUMBER = "case_number"
    TELEPHONE = "telephone"
    CARD = "card"
    MAILBOX = "mailbox"
    CODE = "code"


# The first that fits names what was found; a longer number stands before one that it contains.
_SIGNS: tuple[tuple[Personal, re.Pattern[str]], ...] = (
    (Personal.MAILBOX, re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")),
    (Personal.CASE_NUMBER, re.compile(r"[(\[\u3010\u3014]\s*(19|20)\d{2}\s*[)\]\u3011\u3015]")),
    (Personal.ID_NUMBER, re.compile(rf"(?<!\d)(?:\d{_BETWEEN}){{17}}[\dXx](?!\d)")),
    (Personal.CARD, re.compile(rf"(?<!\d)(?:\d{_BETWEEN}){{12,18}}\d(?!\d)")),
    (Personal.TELEPHONE, re.compile(rf"(?<!\d)(?:1[3-9]\d|0\d{{2,3}}){_BETWEEN}(?:\d{_BETWEEN}){{6,7}}\d(?!\d)")),
    (Personal.CODE, re.compile(rf"(?<!{_WORD})(?={_WORD}*\d)(?={_WORD}*[A-Za-z]){_WORD}{{10}}(?!{_WORD})")),
)


def personal_in(text: str) -> Personal | None:
    """The first kind of personal data in it; None where none is seen. Names cannot be told from other words."""
    narrow = normalize("NFKC", text)  # wide digits and signs as narrow ones
    return next((kind for kind, sign in _SIGNS if sign.search(narrow)), None)
