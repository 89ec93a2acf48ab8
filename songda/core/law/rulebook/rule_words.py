"""Tells one row as a rule to read: a sentence, its conditions, what exactly it says, and where it stands.

The words lie in one file a language for all jurisdictions, and in one of each jurisdiction. Every kind of row has its
chapter: the legal question that it answers.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from songda.core.law.decision import Ground, Standing, Status
from songda.core.law.facts import (
    BY_WIRE,
    AddressSource,
    ConsentGround,
    EventKind,
    Leaving,
    Person,
    Posting,
    RebuttalGround,
    ReturnCause,
)
from songda.core.law.profile import Profile
from songda.core.law.profile.conditions import Condition
from songda.core.law.profile.load import folder_of
from songda.core.law.profile.rows import ConsentNeed, GuardNeed, Row
from songda.core.law.profile.wording import LanguageWords, catalogue_of
from songda.core.law.rulebook.wording_of_law import cited_text


class NoWordsError(LookupError):
    """A row, a condition or a word that the book has no words for yet; says which file lacks what."""


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """The book's words in one language, on top of those that the reasons use."""

    language: str
    given: Mapping[str, Any]
    language_words: LanguageWords
    named: Mapping[str, Mapping[str, tuple[str, ...]]]

    def word(self, table: str, key: str) -> str:
        """The word for a key; `table` may be a path such as flag.soldier."""
        found: Any = self.given
        for step in table.split("."):
            found = found.get(step, {})
        if key not in found:
            raise NoWordsError(f"words.rulebook.{self.language}.toml: [{table}] lacks {key!r}")
        return str(found[key])

    def name(self, vocabulary: str, value: str) -> str:
        """What a stored word of the law is called, by the book's own words or else by those of the reasons."""
        if value in self.given["word"].get(vocabulary, {}):
            return self.word(f"word.{vocabulary}", value)
        if value in self.language_words.words.get(vocabulary, {}):
            return self.language_words.words[vocabulary][value]
        raise NoWordsError(f"words.rulebook.{self.language}.toml: [word.{vocabulary}] lacks {value!r}")

    def order(self, vocabulary: str) -> list[str]:
        """The words of a subject as their table lists them."""
        return [*self.given["word"].get(vocabulary, {}), *self.language_words.words.get(vocabulary, {})]

    def groups(self, vocabulary: str) -> dict[tuple[str, ...], str]:
        """Words that go by one name, and that name."""
        names = self.given["group"].get(vocabulary, {})
        groups = self.named.get(vocabulary, {})
        return {groups[group]: self.word(f"group.{vocabulary}", group) for group in names if group in groups}

    def joined(self, words: list[str]) -> str:
        """A list as the language writes it."""
        return self.language_words.comma.join(words)


@cache
def terms_of(profile: Profile, language: str) -> Terms:
    """The words for the rules of this jurisdiction, for a reader of that language."""
    words = profile.wording.in_language(language)
    given = catalogue_of(words.language, folder_of(), folder_of(profile.name), "words.rulebook")
    return Terms(words.language, given, words, profile.groups)


@dataclass(frozen=True, slots=True)
class Rule:
    """One row in words. `until` (the first day no longer) is None where no day bounds it.

    `anchor` is its place on a page: the article's id for the first row that cites it, with a number for the next ones.
    """

    id: str
    anchor: str
    kind: str
    chapter: str
    sentence: str
    cite: str
    conditions: tuple[str, ...]
    particulars: tuple[tuple[str, str], ...]
    since: date
    until: date | None
    standing: Standing
    standing_name: str
    standing_means: str
    allowed_by: str  # of an analogy, the article that allows it
    row: Row
    has_text: bool  # whether the statute's own words are kept

    def speaks_of(self, circumstances: Mapping[str, str]) -> bool:
        """Whether the rule may matter where the circumstances are these; what is not named may be anything."""
        return all(c.holds(circumstances) for c in self.row.conditions if c.subject in circumstances)

    def is_in_force(self, day: date) -> bool:
        """Whether it is law on that day."""
        return self.row.is_in_force(day)

    def nearest_day(self, day: date) -> date:
        """That day, or the nearest on which it is law."""
        if self.until is not None and day >= self.until:
            return self.until - timedelta(days=1)
        return max(day, self.since)


def describe(kind: str, row: Row, profile: Profile, language: str) -> Rule:
    """The row in this language; UntoldError where a word for it is missing."""
    terms = terms_of(profile, language)
    return Rule(
        id=row.rule.id,
        anchor=row.rule.id,
        kind=kind,
        chapter=chapter_of(kind, row),
        sentence=_sentence(row, terms),
        cite=profile.wording.place(row.rule.id, language),
        conditions=tuple(describe_condition(condition, terms) for condition in row.conditions),
        particulars=tuple(particulars(row, terms)),
        since=row.since,
        until=None if row.until == date.max else row.until,
        standing=row.rule.standing,
        standing_name=terms.word("standing", row.rule.standing),
        standing_means=terms.word("standing_means", row.rule.standing),
        allowed_by=profile.wording.place(row.rule.allowed_by, language) if row.rule.allowed_by else "",
        row=row,
        has_text=cited_text(row.rule.id, profile, language) is not None,
    )


def _sentence(row: Row, terms: Terms) -> str:
    sentence = terms.word("rules", row.say).format_map(blanks(row, terms))
    return sentence[:1].upper() + sentence[1:]


def describe_condition(condition: Condition, terms: Terms) -> str:
    """One condition; UntoldError where a word for it is missing."""
    if condition.subject not in terms.given["subject"]:
        return _flag(condition, terms)
    names = list_words(condition.subject, [str(value) for value in condition.values], terms)
    form = terms.word("form", "wanted" if condition.wanted else "unwanted")
    return form.format(subject=terms.word("subject", condition.subject), values=names)


def list_words(subject: str, values: Sequence[str], terms: Terms) -> str:
    """The words of a subject in the order of their table, a named group under its name."""
    vocabulary = "person" if subject == "to" else subject
    left, names = set(values), []
    for group, name in terms.groups(vocabulary).items():
        if left.issuperset(group):
            names.append(name)
            left -= set(group)
    table = terms.order(vocabulary)
    rest = sorted(left, key=lambda word: (table.index(word) if word in table else len(table), word))
    return terms.joined([*names, *(terms.name(vocabulary, word) for word in rest)])


def _flag(condition: Condition, terms: Terms) -> str:
    """What is wanted to be so, and what is unwanted not to be so, come to the same."""
    is_so = (True in condition.values) is condition.wanted
    return terms.word(f"flag.{condition.subject}", "true" if is_so else "false")


_COMMON = frozenset(field.name for field in fields(Row))
_INTERNAL = frozenset({"say_without_consent"})  # names a sentence of the reasons, told by its result
_LENGTHS = ("days", "working_days", "months", "hours", "days_after", "months_after")
_AMOUNTS = ("at_least", "at_most", "days")
_VOCABULARIES: dict[type, str] = {
    AddressSource: "source",
    ConsentGround: "consent",
    ConsentNeed: "need",
    EventKind: "event",
    Ground: "ground",
    GuardNeed: "guard_need",
    Leaving: "leaving",
    Person: "person",
    Posting: "posting",
    RebuttalGround: "rebuttal",
    ReturnCause: "cause",
    Status: "status",
}
_PLAIN = {"kind": "period", "starts": "start", "tiers": "tier"}  # fields whose words are plain text in the row


def particulars(row: Row, terms: Terms) -> Iterator[tuple[str, str]]:
    """Label and words of every field that says something."""
    for field in fields(row):
        value = getattr(row, field.name)
        if field.name not in _COMMON | _INTERNAL and value not in (field.default, ()):
            yield terms.word("label", field.name), _in_words(field.name, value, terms)


def blanks(row: Row, terms: Terms) -> dict[str, str]:
    """What may be filled into the row's sentence."""
    filled = {**_circumstances(row, terms), "length": _length(row, terms), "amount": _amount(row)}
    for name, value in (
        ("period", "kind"),
        ("rebuttal", "ground"),
        ("tiers", "tiers"),
        ("start", "starts"),
    ):
        if (given := getattr(row, value, None)) is not None:
            filled[name] = _in_words(value, given, terms)
    return filled


def _in_words(name: str, value: object, terms: Terms) -> str:
    if isinstance(value, bool):
        return terms.word(f"field.{name}", "true" if value else "false")
    if isinstance(value, int):
        return terms.word("amount", name).format(n=value)
    if isinstance(value, time):
        return terms.word("amount", name).format(n=f"{value:%H:%M}")
    if isinstance(value, (frozenset, tuple)):
        listed = value if isinstance(value, tuple) else sorted(value, key=_place)
        return terms.joined([_in_words(name, each, terms) for each in listed])
    if type(value) in _VOCABULARIES:
        return terms.name(_VOCABULARIES[type(value)], str(value))
    if name in _PLAIN:
        return terms.name(_PLAIN[name], str(value))
    raise NoWordsError(f"rulebook/rule_words.py knows no words for {name} = {value!r}")


def _place(word: StrEnum) -> int:
    """Words of a set are told in the order in which their vocabulary lists them."""
    return list(type(word)).index(word)


def _circumstances(row: Row, terms: Terms) -> dict[str, str]:
    """The ways of service and the domiciles that the row's conditions name."""
    named = {c.subject: [str(value) for value in c.values] for c in row.conditions if c.wanted}
    return {subject: list_words(subject, named.get(subject, []), terms) for subject in ("channel", "zone")}


def _length(row: Row, terms: Terms) -> str:
    lengths = [(name, getattr(row, name, 0)) for name in _LENGTHS]
    return "".join(terms.word("length", name).format(n=number) for name, number in lengths if number)


def _amount(row: Row) -> str:
    return str(next((number for name in _AMOUNTS if (number := getattr(row, name, 0))), ""))


CHAPTERS = (
    "ways", "consent", "effect", "void", "rebuttal", "fallback", "abroad", "tried", "period", "guard", "caution",
)  # fmt: skip
_ABROAD = frozenset({"foreign", "hkmo", "tw"})  # zones with provisions of their own on every way

# Every kind of row has its chapter; an effect stands where its ways of service stand.
CHAPTER_OF: Mapping[str, str] = {
    "way": "ways",
    "cross_reference": "ways",
    "consent": "consent",
    "capacity": "consent",
    "conduct": "consent",
    "waiver": "consent",
    "effect": "effect",
    "lapse": "void",
    "first_way_wins": "rebuttal",
    "rebuttal": "rebuttal",
    "ruling": "rebuttal",
    "no_way": "ways",
    "block": "void",
    "excluded": "void",
    "no_effect": "void",
    "defect": "void",
    "exhaustion": "tried",
    "substitute_address": "tried",
    "counting": "period",
    "period": "period",
    "no_period": "period",
    "limit": "period",
    "suspension": "period",
    "hours": "period",
    "guard": "guard",
    "caution": "caution",
}


def chapter_of(kind: str, row: Row) -> str:
    """The chapter of a row; UntoldError for a kind of row that nobody gave a chapter yet."""
    if kind not in CHAPTER_OF:
        raise NoWordsError(
            f"rows of the kind {kind!r} have no chapter: add one to CHAPTER_OF in rulebook/rule_words.py"
        )
    if kind != "effect" or _is_electronic(row):
        return CHAPTER_OF[kind]
    return "abroad" if _is_of_abroad(row) else "fallback"


def _is_of_abroad(row: Row) -> bool:
    return any(c.subject == "zone" and c.wanted and c.values <= _ABROAD for c in row.conditions)


def _is_electronic(row: Row) -> bool:
    named = next((c.values for c in row.conditions if c.subject == "channel" and c.wanted), BY_WIRE)
    return not named.isdisjoint(BY_WIRE)
