"""The book of rules of one day: its chapters, what is off, what changed when, and where words stand."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache

from songda.core.identifiers.china import BEFORE_AN_ARTICLE
from songda.core.language import COURT_LANGUAGE
from songda.core.law.decision import Standing
from songda.core.law.profile import Profile, profile_of
from songda.core.law.profile.sources import chinese_number
from songda.core.law.profile.table import KINDS
from songda.core.law.rulebook.rule_words import CHAPTERS, Rule, describe, terms_of


@dataclass(frozen=True, slots=True)
class Chapter:
    """The rules that answer one legal question, in the order in which the law looks at them."""

    id: str
    title: str
    question: str
    reading: str  # how its rules play together
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One day: what began, what ended, and pairs (old, new) that say the same under another article."""

    day: date
    began: tuple[Rule, ...]
    ended: tuple[Rule, ...]
    carried_on: tuple[tuple[Rule, Rule], ...]


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
    on = tuple(_placed(_describe_all(profile, language, is_on=True), ""))
    return on, tuple(_placed(_describe_all(profile, language, is_on=False), "off.")), changes(on)


def _placed(rules: Iterable[Rule], prefix: str) -> Iterator[Rule]:
    seen: Counter[str] = Counter()
    for rule in rules:
        seen[rule.id] += 1
        nth = f"-{seen[rule.id]}" if seen[rule.id] > 1 else ""
        yield replace(rule, anchor=f"{prefix}{rule.id}{nth}")


def _describe_all(profile: Profile, language: str, *, is_on: bool) -> Iterator[Rule]:
    for kind in KINDS:
        for row in getattr(profile.rows, kind) if is_on else profile.rows.off.get(kind, ()):
            yield describe(kind, row, profile, language)


def _chapter(name: str, rules: tuple[Rule, ...], profile: Profile, language: str) -> Chapter:
    inside = tuple(rule for rule in rules if rule.chapter == name)
    terms = terms_of(profile, language)
    title, question = terms.word("chapter", name), terms.word("chapter_asks", name)
    return Chapter(name, title, question, terms.word("chapter_reading", name), inside)


_PLACE = {"rule", "since", "until"}  # where a row stands and when, not what it says


def changes(rules: Sequence[Rule]) -> tuple[Change, ...]:
    """Every such day, the newest first."""
    days = {day for rule in rules for day in (rule.since, rule.until) if day is not None}
    return tuple(_on(day, rules) for day in sorted(days, reverse=True))


def _on(day: date, rules: Sequence[Rule]) -> Change:
    began = [rule for rule in rules if rule.since == day]
    ended = [rule for rule in rules if rule.until == day]
    carried_on = tuple(_pairs(ended, began))
    same = {id(rule) for pair in carried_on for rule in pair}
    return Change(
        day,
        tuple(rule for rule in began if id(rule) not in same),
        tuple(rule for rule in ended if id(rule) not in same),
        carried_on,
    )


def _pairs(ended: Sequence[Rule], began: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Each rule that ended beside the one that took its place word for word."""
    waiting: dict[object, list[Rule]] = defaultdict(list)
    for rule in began:
        waiting[_says(rule)].append(rule)
    for rule in ended:
        if waiting[_says(rule)]:
            yield rule, waiting[_says(rule)].pop(0)


def _says(rule: Rule) -> tuple[object, ...]:
    """Everything that a row says, to be compared."""
    return rule.kind, *(getattr(rule.row, field.name) for field in fields(rule.row) if field.name not in _PLACE)


_DIGITS = re.compile(r"(?<!\d)[1-9]\d{0,3}(?!\d)")
_BEFORE_ARTICLE = re.compile(f"(?={BEFORE_AN_ARTICLE})")
_SHORT = {"article": "art.", "articles": "art.", "paragraph": "para."}


def is_found(rule: Rule, words: str) -> bool:
    """Whether every word stands in the rule; 第31条 finds 第三十一条 as well."""
    return are_in(_text_of(rule), words)


def are_in(text: str, words: str) -> bool:
    """Whether every word stands in the text, whatever the case of its letters."""
    folded = text.casefold()
    return all(word in folded or _with_chinese_numerals(word) in folded for word in _words_of(words))


def _words_of(words: str) -> list[str]:
    """民事诉讼法第92条 is two words, the statute and the article; articles are looked for as they are cited."""
    return [_SHORT.get(word, word) for word in _BEFORE_ARTICLE.sub(" ", words.casefold()).split()]


def _text_of(rule: Rule) -> str:
    particulars = (text for pair in rule.particulars for text in pair)
    return "\n".join((rule.sentence, rule.cite, rule.id, *rule.conditions, *particulars))


def _with_chinese_numerals(word: str) -> str:
    """The word with its numbers as Chinese statutes write them."""
    return _DIGITS.sub(lambda number: chinese_number(int(number[0])), word)
