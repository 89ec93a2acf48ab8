"""What a reader of the book asks for: a day, circumstances, words and a chapter; and the answer to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

from songda.core.law.facts import Branch, Channel, PaperKind, Procedure
from songda.core.law.profile import profile_of
from songda.core.law.rulebook.article_page import FoundText, find_in_texts
from songda.core.law.rulebook.articles import Statute, statutes
from songda.core.law.rulebook.book import Chapter, Rulebook, rulebook
from songda.core.law.rulebook.changes import Change
from songda.core.law.rulebook.chapters import CHAPTERS
from songda.core.law.rulebook.terms import terms_of

SUBJECTS: Mapping[str, type[StrEnum]] = {
    "branch": Branch,
    "procedure": Procedure,
    "paper": PaperKind,
    "channel": Channel,
}
YEARS = range(1900, 2101)
WHOLE = "all"
PARTS = (*CHAPTERS, "off", "changes", WHOLE)
LONGEST_SEARCH = 60
MOST_FOUND = 30  # rules that a search shows at once; the chapters have the rest


@dataclass(frozen=True, slots=True)
class RulebookRequest:
    """`wrong` names what cannot be as asked: day, year, part, or one of SUBJECTS; `typed` is the day as it was written.

    `part` is the chapter that was opened, or off, changes, all; empty for the contents.
    """

    day: date
    typed: str
    circumstances: Mapping[str, str]
    words: str
    part: str
    wrong: tuple[str, ...]
    is_dated: bool  # the address names the day

    @property
    def query(self) -> str:
        """Wishes and words as they stand in an address behind the day."""
        named = {**self.circumstances, **({"q": self.words} if self.words else {})}
        return f"&{urlencode(named)}" if named else ""

    @property
    def address(self) -> str:
        """This question as an address to which a chapter may be added; without a day it stays the question of today."""
        named = {**({"on": self.day.isoformat()} if self.is_dated else {}), **self.circumstances}
        named |= {"q": self.words} if self.words else {}
        return f"?{urlencode(named)}&" if named else "?"

    @property
    def contents(self) -> str:
        """The page of contents for the same day and circumstances; what was searched for is left behind."""
        return f"?{urlencode({'on': self.day.isoformat(), **self.circumstances})}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One subject that the book may be narrowed to, with its words; `chosen` is the one that was asked for."""

    subject: str
    label: str
    words: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class RulebookPage:
    """The page that was asked for; without a book where the question makes no sense."""

    asked: RulebookRequest
    choices: tuple[Choice, ...]
    book: Rulebook | None
    statutes: tuple[Statute, ...]  # the index, on the page of contents only
    change: Change | None  # the last change of the law on or before that day
    days: tuple[date, ...]  # every day on which the law changed, the newest first
    is_to_come: bool  # the day is later than today
    in_texts: tuple[FoundText, ...] = ()  # where the words that were asked for stand in the statutes

    @property
    def opened(self) -> tuple[Chapter, ...]:
        """The chapters whose rules stand on the page in full: one, all, or what a search found."""
        if self.book is None:
            return ()
        if self.asked.part:
            return tuple(each for each in self.book.chapters if self.asked.part in (each.id, WHOLE))
        return tuple(_first(self.book.chapters, MOST_FOUND)) if self.asked.words else ()

    @property
    def left_out(self) -> int:
        """How many of the rules that a search found stand on other pages."""
        shown = sum(len(chapter.rules) for chapter in self.opened)
        return self.book.count - shown if self.book and self.asked.words and not self.asked.part else 0

    @property
    def has_off(self) -> bool:
        """Whether the rules that are switched off stand on the page."""
        return self.asked.part in ("off", WHOLE) and bool(self.book and self.book.off)

    @property
    def has_changes(self) -> bool:
        """Whether what changed and when stands on the page."""
        return self.asked.part in ("changes", WHOLE)


def read_request(given: Mapping[str, str], today: date) -> RulebookRequest:
    """What is asked for in an address; without a day, today."""
    typed = given.get("on", "").strip()
    day, wrong = _day(typed, today)
    named = {subject: word for subject in SUBJECTS if (word := given.get(subject, "").strip())}
    known = {subject: word for subject, word in named.items() if word in set(SUBJECTS[subject])}
    part = given.get("chapter", "").strip()
    return RulebookRequest(
        day=day,
        typed=typed or day.isoformat(),
        circumstances=known,
        words=" ".join(given.get("q", "").split())[:LONGEST_SEARCH],
        part=part if part in PARTS else "",
        wrong=(*wrong, *(() if part in (*PARTS, "") else ("part",)), *(s for s in named if s not in known)),
        is_dated=bool(typed),
    )


def rulebook_page(jurisdiction: str, given: Mapping[str, str], today: date, language: str) -> RulebookPage:
    """The answer to an address."""
    asked = read_request(given, today)
    whole = rulebook(jurisdiction, asked.day, language)
    book = None if asked.wrong else whole.narrowed(asked.circumstances, asked.words)
    return RulebookPage(
        asked=asked,
        choices=tuple(_choice(jurisdiction, subject, asked, language) for subject in SUBJECTS),
        book=book,
        statutes=_index(jurisdiction, book, language) if book and not (asked.part or asked.words) else (),
        change=next((change for change in whole.changes if change.day <= asked.day), None),
        days=tuple(change.day for change in whole.changes),
        is_to_come=asked.day > today,
        in_texts=_in_texts(jurisdiction, asked, language) if book and asked.words and not asked.part else (),
    )


def _in_texts(jurisdiction: str, asked: RulebookRequest, language: str) -> tuple[FoundText, ...]:
    return find_in_texts(profile_of(jurisdiction), asked.words, asked.day, language)[:MOST_FOUND]


def _first(chapters: tuple[Chapter, ...], most: int) -> Iterator[Chapter]:
    """The chapters as far as so many rules reach."""
    for chapter in chapters:
        kept = chapter.rules[:most]
        most -= len(kept)
        if kept:
            yield replace(chapter, rules=kept)


def _index(jurisdiction: str, book: Rulebook, language: str) -> tuple[Statute, ...]:
    rules = (rule for chapter in book.chapters for rule in chapter.rules)
    return statutes(rules, profile_of(jurisdiction), language)


def _day(typed: str, today: date) -> tuple[date, tuple[str, ...]]:
    if not typed:
        return today, ()
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return today, ("day",)
    return (day, ()) if day.year in YEARS else (today, ("year",))


def _choice(jurisdiction: str, subject: str, asked: RulebookRequest, language: str) -> Choice:
    terms = terms_of(profile_of(jurisdiction), language)
    words = tuple((word.value, terms.name(subject, word.value)) for word in SUBJECTS[subject])
    return Choice(subject, terms.word("subject", subject), words, asked.circumstances.get(subject, ""))
