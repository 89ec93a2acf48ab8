"""Puts the rules of one day together, chapter by chapter, beside those that are switched off."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from songda.core.language import COURT_LANGUAGE
from songda.core.law.citation import Standing
from songda.core.law.profile import Profile, profile_of
from songda.core.law.profile.table import KINDS
from songda.core.law.rulebook.changes import Change, changes
from songda.core.law.rulebook.chapters import CHAPTERS
from songda.core.law.rulebook.searching import is_found
from songda.core.law.rulebook.telling import Rule, tell
from songda.core.law.rulebook.terms import terms_of


@dataclass(frozen=True, slots=True)
class Chapter:
    """The rules that answer one legal question, in the order in which the law looks at them."""

    id: str
    title: str
    question: str
    reading: str  # how its rules play together
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The law of a jurisdiction on one day. `off` are the rules that nothing rests on, whatever the day."""

    jurisdiction: str
    version: str
    day: date
    chapters: tuple[Chapter, ...]
    off: tuple[Rule, ...]
    changes: tuple[Change, ...]
    groups: tuple[tuple[str, str], ...]  # names that stand for several words, and those words
    standings: tuple[tuple[str, str, str], ...]  # every standing with its name and what it means

    def narrowed(self, circumstances: Mapping[str, str], words: str = "") -> "Rulebook":
        """Only the rules that hold these words and may matter in these circumstances, such as {"branch": "civil"}."""

        def kept(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
            return tuple(rule for rule in rules if rule.speaks_of(circumstances) and is_found(rule, words))

        chapters = [replace(chapter, rules=kept(chapter.rules)) for chapter in self.chapters]
        return replace(self, chapters=tuple(each for each in chapters if each.rules), off=kept(self.off))

    @property
    def count(self) -> int:
        """How many rules are in force."""
        return sum(len(chapter.rules) for chapter in self.chapters)


def rulebook(jurisdiction: str, day: date, language: str = COURT_LANGUAGE) -> Rulebook:
    """Every rule in force on that day; ProfileError for a jurisdiction that there are no rules for."""
    profile = profile_of(jurisdiction)
    on, off, changed = _all_rules(profile, language)
    in_force = tuple(rule for rule in on if rule.is_in_force(day))
    chapters = tuple(_chapter(each, in_force, profile, language) for each in CHAPTERS)
    kept = tuple(chapter for chapter in chapters if chapter.rules)
    words = _groups(profile, language), _standings(profile, language)
    return Rulebook(jurisdiction, profile.version, day, kept, off, changed, *words)


def _standings(profile: Profile, language: str) -> tuple[tuple[str, str, str], ...]:
    terms = terms_of(profile, language)
    return tuple((each.value, terms.word("standing", each), terms.word("standing_means", each)) for each in Standing)


def _groups(profile: Profile, language: str) -> tuple[tuple[str, str], ...]:
    terms = terms_of(profile, language)
    return tuple(
        (name, terms.joined([terms.name(vocabulary, word) for word in words]))
        for vocabulary in profile.groups
        for words, name in terms.groups(vocabulary).items()
    )


def all_rules(profile: Profile, language: str) -> tuple[Rule, ...]:
    """Every rule that is law on some day."""
    return _all_rules(profile, language)[0]


@lru_cache(maxsize=16)
def _all_rules(profile: Profile, language: str) -> tuple[tuple[Rule, ...], tuple[Rule, ...], tuple[Change, ...]]:
    """Told once: those that are on at some time, those that are off, and what changed when."""
    on = tuple(_placed(_tell_all(profile, language, is_on=True), ""))
    return on, tuple(_placed(_tell_all(profile, language, is_on=False), "off.")), changes(on)


def _placed(rules: Iterable[Rule], prefix: str) -> Iterator[Rule]:
    seen: Counter[str] = Counter()
    for rule in rules:
        seen[rule.id] += 1
        nth = f"-{seen[rule.id]}" if seen[rule.id] > 1 else ""
        yield replace(rule, anchor=f"{prefix}{rule.id}{nth}")


def _tell_all(profile: Profile, language: str, *, is_on: bool) -> Iterator[Rule]:
    for kind in KINDS:
        for row in getattr(profile.rows, kind) if is_on else profile.rows.off.get(kind, ()):
            yield tell(kind, row, profile, language)


def _chapter(name: str, rules: tuple[Rule, ...], profile: Profile, language: str) -> Chapter:
    inside = tuple(rule for rule in rules if rule.chapter == name)
    terms = terms_of(profile, language)
    title, question = terms.word("chapter", name), terms.word("chapter_asks", name)
    return Chapter(name, title, question, terms.word("chapter_reading", name), inside)
