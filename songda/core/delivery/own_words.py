"""A court's own words for its messages: which messages may have them, and what each such text must and must not hold.

Only the manner may differ from the standard text. Every value of that one (court, name, link, case number, telephone,
what no court asks for) stands in it once, so that nobody loses what protects them; rights, dates, periods, figures and
links are no matter of taste.
"""

import json
import re
import string
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Final
from unicodedata import category, normalize

from songda.core.delivery.routes import Quote
from songda.core.language import COURT_LANGUAGE
from songda.core.refusal import WrongField
from songda.core.words import find

MESSAGES: Final = ("service", "hearing", "notice", "call_announced")
"""What may be put in a court's own words, each a text of `messages`."""
LONGEST: Final = 300
SIGNATURE: Final = "\u3010{court}\u3011"  # as operators want it

_LINK = re.compile(r"https?:|www\.|[a-z0-9-]\.(cn|com|net|org|gov|top|xyz|cc|vip|info|io)\b|/s/", re.IGNORECASE)
# A stop between letters, a stroke, an at sign, or a wide stop beside Latin letters: telephones make links of them.
_NEAR_LINK = re.compile(r"[./\\@]\w|://|[a-z0-9]\u3002|\u3002[a-z0-9]", re.IGNORECASE)
_BRACKETS = re.compile(r"[\u3010\u3011]")
_NOT_PRINTED = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "So", "Sk", "Zl", "Zp"})  # emoji are among them


def standard_text(message: str) -> str:
    """The words that go out where a court has none of its own."""
    return find(f"messages.{message}", COURT_LANGUAGE) or ""


def values_of(text: str) -> list[str]:
    """What stands in braces, in its order; nothing where a brace is not closed."""
    try:
        return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        return []


def words_asked_for(message: str) -> list[str]:
    """By which a text says what it is: each must stand in it."""
    return _listed(message)


def mark_of(text: str) -> str:
    """What an attempt says of the own words that it went out with: their SHA-256, shortened; empty for none."""
    return f"own.{sha256(text.encode()).hexdigest()[:32]}" if text else ""


def mark_of_message(text: str, court: str, phone: str) -> str:
    """What an attempt says of what it went out with: the court's own words or none, its name and its telephone."""
    whole = json.dumps([text, court, phone], ensure_ascii=False)
    return f"{'own' if text else 'std'}.{sha256(whole.encode()).hexdigest()[:32]}"


def faults(field: str, text: str, message: str) -> Iterator[WrongField]:
    """Everything for which a text is refused, the gravest first; nothing where it may go out."""
    if not text or len(text) > LONGEST:
        yield WrongField(field, "wording_length", longest=LONGEST)
        return
    yield from _wrong_values(field, text, values_of(standard_text(message)))
    yield from _wrong_words(field, re.sub(r"\{\w*\}", "", text.removeprefix(SIGNATURE)), message)


def check_own_words(text: str, message: str, sample: Callable[[str], str], quote: Callable[[str], Quote]) -> None:
    """Raise WrongField for words that may not go out.

    `sample` fills a text with values as long as they get in this court; more parts than the standard text, or a link
    that is cut by the end of one, is refused: old telephones open only what lies within one part.
    """
    for fault in faults("text", text, message):
        raise fault
    own, usual = quote(sample(text)), quote(sample(standard_text(message)))
    if own.parts > usual.parts:
        raise WrongField("text", "wording_parts", parts=own.parts, own=usual.parts)
    if own.has_cut_link and not usual.has_cut_link:
        raise WrongField("text", "wording_cuts_link")


def has_link(text: str) -> bool:
    """Whether something in it could be pressed: what a false message carries, and material of a court never does."""
    return _LINK.search(text) is not None


def _wrong_values(field: str, text: str, wanted: list[str]) -> Iterator[WrongField]:
    found = values_of(text)
    if lacking := [name for name in wanted if found.count(name) != 1]:
        yield WrongField(field, "wording_lacks", values=[f"{{{name}}}" for name in lacking])
    if other := [name for name in found if name not in wanted]:
        yield WrongField(field, "wording_unknown", values=[f"{{{name}}}" for name in other])
    if re.search(r"\{\w*[^\w}]", text) or "}}" in text:
        yield WrongField(field, "wording_unknown", values=["{"])
    if not text.startswith(SIGNATURE):
        yield WrongField(field, "wording_signature", signature=SIGNATURE)
    if re.search(r"\S\{link\}|\{link\}\S", text):  # telephones would take what touches it for a part of it
        yield WrongField(field, "wording_link_apart", value="{link}")


def _wrong_words(field: str, plain: str, message: str) -> Iterator[WrongField]:
    if lacking := [word for word in words_asked_for(message) if word not in plain]:
        yield WrongField(field, "wording_words", values=lacking)
    if of_law := [word for word in _listed("of_law") if word in plain]:
        yield WrongField(field, "wording_law", values=of_law)
    if asked := [word for word in _listed("of_fraud") if word.lower() in plain.lower()]:
        yield WrongField(field, "wording_fraud", values=asked)
    narrow = normalize("NFKC", plain)
    if has_link(narrow) or _NEAR_LINK.search(narrow) or _has_figures(narrow):
        yield WrongField(field, "wording_fixed")
    if _BRACKETS.search(plain):
        yield WrongField(field, "wording_signature", signature=SIGNATURE)
    if signs := sorted({letter for letter in plain if category(letter) in _NOT_PRINTED}):
        yield WrongField(field, "wording_signs", values=[f"U+{ord(letter):04X}" for letter in signs])


def _has_figures(narrow: str) -> bool:
    """Whether a figure stands in it, or three of the characters one after the other in which numbers are read out."""
    spelt_out = "".join(_listed("figures"))
    return any(letter.isdigit() for letter in narrow) or bool(re.search(rf"(?:[{spelt_out}]\W?){{3}}", narrow))


def _listed(name: str) -> list[str]:
    return (find(f"messages.own_words.{name}", COURT_LANGUAGE) or "").split()
