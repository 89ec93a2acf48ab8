"""Checks that texts compared with one another tell the same in law: only the manner may differ.

Every text holds every value of the court's own text (court, name, link, case number, telephone) and what no court asks
for, once each; rights, dates and periods are no matter of taste, so no text may speak of them.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import normalize

from songda.core.delivery.own_words import faults, standard_text
from songda.core.delivery.wording import MessageFacts
from songda.core.language import COURT_LANGUAGE
from songda.core.refusal import WrongField
from songda.core.warnings import never_asked

FEWEST, MOST = 2, 4
PLACEHOLDERS = ("court", "name", "link", "case_number", "phone", "never")
_SAMPLE_LENGTH = {"court": 16, "name": 4, "link": 44, "case_number": 20, "phone": 12}


@dataclass(frozen=True)
class Parts:
    """How many parts the court's own text takes, a way to count those of another, and the court's name."""

    own: int
    count: Callable[[str], int]
    court: str = ""


def own_text(own: Mapping[str, str] | None = None) -> str:
    """The text that goes out where nothing is compared: the court's own, by message, or the standard one."""
    return (own or {}).get("service") or standard_text("service")


def fill(text: str, facts: MessageFacts) -> str:
    """The text with its values."""
    return text.format(
        court=facts.court,
        name=facts.masked_name,
        link=facts.link,
        case_number=facts.case_number,
        phone=facts.phone,
        never=never_asked(COURT_LANGUAGE),
    )


def sample_of(text: str, court: str = "") -> str:
    """The text filled with values of the longest usual length, to count its parts."""
    facts = {name: "x" * length for name, length in _SAMPLE_LENGTH.items()}
    facts |= {"court": court or facts["court"], "link": "x" * _SAMPLE_LENGTH["link"]}
    return text.format(**facts, never=never_asked(COURT_LANGUAGE))


def check_texts(texts: Sequence[str], parts: Parts) -> None:
    """Raise WrongField for the first text that may not be compared, `texts[n]` telling which."""
    if not FEWEST <= len(texts) <= MOST:
        raise WrongField("texts", "wording_count", fewest=FEWEST, most=MOST)
    if len(set(texts)) < len(texts):
        raise WrongField("texts", "wording_twice")
    for number, text in enumerate(texts, 1):
        field = f"text_{number}"
        for fault in faults(field, text, "service"):
            raise fault
        if (count := parts.count(sample_of(text, parts.court))) > parts.own:
            raise WrongField(field, "wording_parts", parts=count, own=parts.own)


# Personal data is kept out of what the public reads.
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
