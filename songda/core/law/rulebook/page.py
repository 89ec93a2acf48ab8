"""What a reader of the book asks for: a day, circumstances, words and a chapter; and the answer to it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlencode

from songda.core.law.facts import Branch, Channel, PaperKind, Procedure
from songda.core.law.profile import Profile, profile_of
from songda.core.law.profile.table import KINDS
from songda.core.law.rulebook.article_page import FoundText, find_in_texts
from songda.core.law.rulebook.book import Change, Chapter, Rulebook, rulebook
from songda.core.law.rulebook.rule_words import CHAPTERS, Rule, terms_of

SUBJECTS: Mapping[str, type[StrEnum]] = {
    "branch": Branch,
    "procedure": Procedure,
    "paper": PaperKind,
    "channel": Channel,
}
YEARS = range(1900, 2101)
WHOLE = "all"
ARTICLES = "articles"
PARTS = (*CHAPTERS, ARTICLES, "off", "changes", WHOLE)
LONGEST_SEARCH = 60
MOST_FOUND = 30  # rules that a search shows at once; the chapters have the rest


@dataclass(frozen=True, slots=True)
class RulebookRequest:
    """`wrong` names what cannot be as asked: day, year, part, jurisdiction, or one of SUBJECTS.

    `typed` is the day as it was written; `part` the chapter that was opened, or articles, off, changes, all, or empty
    for the contents; `jurisdiction` whose rules, or those of which procedure; `is_own` whether ours: what answers here
    rest on.
    """

    day: date
    typed: str
    circumstances: Mapping[str, str]
    words: str
    part: str
    wrong: tuple[str, ...]
    is_dated: bool  # the address names the day
    jurisdiction: str
    is_own: bool

    @property
    def query(self) -> str:
        """Whose rules, wishes and words as they stand in an address behind the day."""
        named = {**self._whose, **self.circumstances, **({"q": self.words} if self.words else {})}
        return f"&{urlencode(named)}" if named else ""

    @property
    def in_law(self) -> str:
        """Whose rules, as it stands in an address behind the day; nothing for one's own."""
        return f"&{urlencode(self._whose)}" if self._whose else ""

    @property
    def _whose(self) -> Mapping[str, str]:
        return {} if self.is_own else {"jurisdiction": self.jurisdiction}

    @property
    def address(self) -> str:
        """This question as an address to which a chapter may be added; without a day it stays the question of today."""
        named = {**({"on": self.day.isoformat()} if self.is_dated else {}), **self._whose, **self.circumstances}
        named |= {"q": self.words} if self.words else {}
        return f"?{urlencode(named)}&" if named else "?"

    @property
    def contents(self) -> str:
        """The page of contents for the same day and circumstances; what was searched for is left behind."""
        return f"?{urlencode({'on': self.day.isoformat(), **self._whose, **self.circumstances})}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One subject that the book may be narrowed to, with its words; `chosen` is the one that was asked for."""

    subject: str
    label: str
    words: tuple[tuple[str, str], ...]
    chosen: str


class Law(NamedTuple):
    """Rules that the page can show: those of the courts, of another body, or of another country."""

    id: str
    name: str
    address: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Article:
    """One article as the statute numbers it, and its rules in the order of the book."""

    name: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Statute:
    """One statute or interpretation, its articles in their own order."""

    name: str
    articles: tuple[Article, ...]


def statutes(rules: Iterable[Rule], profile: Profile, language: str) -> tuple[Statute, ...]:
    """The statutes that these rules cite, in the order in which the jurisdiction lists them."""
    found: dict[str, dict[str, list[Rule]]] = defaultdict(lambda: defaultdict(list))
    for rule in rules:
        source, _, article = rule.id.removeprefix(f"{profile.name}.").partition(".")
        found[source][article].append(rule)
    known = profile.wording.sources.by_id
    return tuple(
        _statute(known[source].name(language), found[source]) for source in sorted(found, key=list(known).index)
    )


def _statute(name: str, articles: dict[str, list[Rule]]) -> Statute:
    ordered = sorted(articles, key=_place)
    return Statute(
        name, tuple(Article(articles[a][0].cite.removeprefix(name).lstrip(" ,"), tuple(articles[a])) for a in ordered)
    )


def _place(article: str) -> tuple[tuple[int, str], ...]:
    """Numbers in the order of numbers; what is no number (a section of another country's law) by its letters."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in article.split("."))


@dataclass(frozen=True, slots=True)
class RulebookPage:
    """The page that was asked for; without a book where the question makes no sense."""

    request: RulebookRequest
    laws: tuple[Law, ...]
    choices: tuple[Choice, ...]
    book: Rulebook | None
    statutes: tuple[Statute, ...]  # the index, on its own page only
    change: Change | None  # the last change of the law on or before that day
    days: tuple[date, ...]  # every day on which the law changed, the newest first
    is_to_come: bool  # the day is later than today
    in_texts: tuple[FoundText, ...] = ()  # where the words that were asked for stand in the statutes

    @property
    def law(self) -> Law:
        return next(law for law in self.laws if law.is_shown)

    @property
    def is_blank(self) -> bool:
        """Whether a chapter was asked for that holds nothing on that day."""
        return bool(self.request.part) and not (self.opened or self.statutes or self.has_off or self.has_changes)

    @property
    def opened(self) -> tuple[Chapter, ...]:
        """The chapters whose rules stand on the page in full: one, all, or what a search found."""
        if self.book is None:
            return ()
        if self.request.part:
            return tuple(each for each in self.book.chapters if self.request.part in (each.id, WHOLE))
        return tuple(_first(self.book.chapters, MOST_FOUND)) if self.request.words else ()

    @property
    def left_out(self) -> int:
        """How many of the rules that a search found stand on other pages."""
        shown = sum(len(chapter.rules) for chapter in self.opened)
        return self.book.count - shown if self.book and self.request.words and not self.request.part else 0

    @property
    def has_off(self) -> bool:
        """Whether the rules that are switched off stand on the page."""
        return self.request.part in ("off", WHOLE) and bool(self.book and self.book.off)

    @property
    def has_changes(self) -> bool:
        """Whether what changed and when stands on the page."""
        return self.request.part in ("changes", WHOLE)


def read_request(given: Mapping[str, str], today: date, laws: Sequence[str] = ("cn",)) -> RulebookRequest:
    """What is asked for in an address; without a day, today; without a jurisdiction, the first of the laws."""
    typed = given.get("on", "").strip()
    day, wrong = _day(typed, today)
    named = {subject: word for subject in SUBJECTS if (word := given.get(subject, "").strip())}
    known = {subject: word for subject, word in named.items() if word in set(SUBJECTS[subject])}
    part = given.get("chapter", "").strip()
    whose = given.get("jurisdiction", "").strip() or laws[0]
    return RulebookRequest(
        day=day,
        typed=typed or day.isoformat(),
        circumstances=known,
        words=" ".join(given.get("q", "").split())[:LONGEST_SEARCH],
        part=part if part in PARTS else "",
        wrong=(
            *wrong,
            *(() if part in (*PARTS, "") else ("part",)),
            *(() if whose in laws else ("jurisdiction",)),
            *(s for s in named if s not in known),
        ),
        is_dated=bool(typed),
        jurisdiction=whose if whose in laws else laws[0],
        is_own=whose not in laws[1:],
    )


def read_article_request(
    rule: str, given: Mapping[str, str], today: date, laws: Sequence[str]
) -> RulebookRequest | None:
    """The same for the page of an article, whose address names a rule; None where it is of none of these laws."""
    request = read_request({**given, "jurisdiction": rule.partition(".")[0]}, today, laws)
    return None if "jurisdiction" in request.wrong else request


def rulebook_page(
    own: str, given: Mapping[str, str], today: date, language: str, others: Sequence[str] = ()
) -> RulebookPage:
    """The answer to an address; `others`: whose rules may be asked for beside one's own."""
    laws = (own, *others)
    request = read_request(given, today, laws)
    jurisdiction = request.jurisdiction
    whole = rulebook(jurisdiction, request.day, language)
    book = None if request.wrong else whole.narrowed(request.circumstances, request.words)
    return RulebookPage(
        request=request,
        laws=tuple(_law(each, request, language, is_own=each == own) for each in laws),
        choices=tuple(_choice(jurisdiction, subject, request, language) for subject in _subjects(jurisdiction)),
        book=book,
        statutes=_index(jurisdiction, book, language) if book and request.part == ARTICLES else (),
        change=next((change for change in whole.changes if change.day <= request.day), None),
        days=tuple(change.day for change in whole.changes),
        is_to_come=request.day > today,
        in_texts=_in_texts(jurisdiction, request, language) if book and request.words and not request.part else (),
    )


def _law(jurisdiction: str, request: RulebookRequest, language: str, *, is_own: bool) -> Law:
    of_it = replace(request, jurisdiction=jurisdiction, is_own=is_own, circumstances={})
    name = terms_of(profile_of(jurisdiction), language).word("jurisdiction", jurisdiction)
    return Law(jurisdiction, name, of_it.contents, jurisdiction == request.jurisdiction)


def _subjects(jurisdiction: str) -> Iterator[str]:
    """What the rows tell apart: a choice of anything else would change nothing."""
    rows = profile_of(jurisdiction).rows
    subjects = {each.subject for kind in KINDS for row in getattr(rows, kind) for each in row.conditions}
    return (subject for subject in SUBJECTS if subject in subjects)


def _in_texts(jurisdiction: str, request: RulebookRequest, language: str) -> tuple[FoundText, ...]:
    return find_in_texts(profile_of(jurisdiction), request.words, request.day, language)[:MOST_FOUND]


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


def _choice(jurisdiction: str, subject: str, request: RulebookRequest, language: str) -> Choice:
    terms = terms_of(profile_of(jurisdiction), language)
    words = tuple((word.value, terms.name(subject, word.value)) for word in SUBJECTS[subject])
    return Choice(subject, terms.word("subject", subject), words, request.circumstances.get(subject, ""))
