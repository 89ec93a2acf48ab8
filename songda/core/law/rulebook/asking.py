"""What a reader of the book asks for: a day, and the kind of case, procedure, paper and way; and the answer to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

from songda.core.law.facts import Branch, Channel, PaperKind, Procedure
from songda.core.law.profile import profile_of
from songda.core.law.rulebook.book import Rulebook, rulebook
from songda.core.law.rulebook.changes import Change
from songda.core.law.rulebook.terms import terms_of

SUBJECTS: Mapping[str, type[StrEnum]] = {
    "branch": Branch,
    "procedure": Procedure,
    "paper": PaperKind,
    "channel": Channel,
}
YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Asked:
    """`wrong` names what cannot be as asked: day, year, or one of SUBJECTS; `typed` is the day as it was written."""

    day: date
    typed: str
    wishes: Mapping[str, str]
    wrong: tuple[str, ...]

    @property
    def query(self) -> str:
        """The wishes as they stand in an address behind the day."""
        return "".join(f"&{urlencode({subject: word})}" for subject, word in self.wishes.items())


@dataclass(frozen=True, slots=True)
class Choice:
    """One subject that the book may be narrowed to, with its words; `chosen` is the one that was asked for."""

    subject: str
    label: str
    words: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The page that was asked for; without a book where the question makes no sense."""

    asked: Asked
    choices: tuple[Choice, ...]
    book: Rulebook | None
    change: Change | None  # the last change of the law on or before that day
    days: tuple[date, ...]  # every day on which the law changed, the newest first
    is_to_come: bool  # the day is later than today


def ask(given: Mapping[str, str], today: date) -> Asked:
    """What is asked for in an address; without a day, today."""
    typed = given.get("on", "").strip()
    day, wrong = _day(typed, today)
    named = {subject: word for subject in SUBJECTS if (word := given.get(subject, "").strip())}
    known = {subject: word for subject, word in named.items() if word in set(SUBJECTS[subject])}
    return Asked(
        day, typed or day.isoformat(), known, (*wrong, *(subject for subject in named if subject not in known))
    )


def read(jurisdiction: str, given: Mapping[str, str], today: date, language: str) -> Reading:
    """The answer to an address."""
    asked = ask(given, today)
    whole = rulebook(jurisdiction, asked.day, language)
    return Reading(
        asked=asked,
        choices=tuple(_choice(jurisdiction, subject, asked, language) for subject in SUBJECTS),
        book=None if asked.wrong else whole.narrowed(asked.wishes),
        change=next((change for change in whole.changes if change.day <= asked.day), None),
        days=tuple(change.day for change in whole.changes),
        is_to_come=asked.day > today,
    )


def _day(typed: str, today: date) -> tuple[date, tuple[str, ...]]:
    if not typed:
        return today, ()
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return today, ("day",)
    return (day, ()) if day.year in YEARS else (today, ("year",))


def _choice(jurisdiction: str, subject: str, asked: Asked, language: str) -> Choice:
    terms = terms_of(profile_of(jurisdiction), language)
    words = tuple((word.value, terms.name(subject, word.value)) for word in SUBJECTS[subject])
    return Choice(subject, terms.word("subject", subject), words, asked.wishes.get(subject, ""))
