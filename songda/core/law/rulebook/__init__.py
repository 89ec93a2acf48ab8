"""The rules of a jurisdiction as a book to read: which rows are law on a day, what each says, and where it stands."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from songda.core.law.profile import Profile, profile_of
from songda.core.law.rulebook.article_page import ArticlePage, article_page, find_in_texts
from songda.core.law.rulebook.book import Change, Chapter, Rulebook, all_rules, rulebook
from songda.core.law.rulebook.page import RulebookPage, rulebook_page
from songda.core.law.rulebook.rule_words import CHAPTERS, NoWordsError, Rule, chapter_of

__all__ = [
    "CHAPTERS",
    "ArticlePage",
    "Change",
    "Chapter",
    "NoWordsError",
    "Rule",
    "RuleLocation",
    "Rulebook",
    "RulebookPage",
    "article_page",
    "chapter_of",
    "find_in_texts",
    "locate_citation",
    "rulebook",
    "rulebook_page",
]


@dataclass(frozen=True, slots=True)
class RuleLocation:
    """A citation as it stands in the sentence, and the page and place where the rule is told."""

    cite: str
    day: date
    chapter: str
    anchor: str
    rule: str
    has_text: bool


def locate_citation(sentence: str, jurisdiction: str, day: date, language: str) -> RuleLocation | None:
    """The place of the longest citation in the sentence.

    A rule that is not law on that day is shown on the nearest day on which it is.
    """
    cited = _by_cite(profile_of(jurisdiction), language)
    cite = max((cite for cite in cited if cite in sentence), key=len, default=None)
    if cite is None:
        return None
    rule = min(cited[cite], key=lambda rule: abs(rule.nearest_day(day) - day))
    return RuleLocation(cite, rule.nearest_day(day), rule.chapter, rule.anchor, rule.id, rule.has_text)


@lru_cache(maxsize=16)
def _by_cite(profile: Profile, language: str) -> Mapping[str, list[Rule]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in all_rules(profile, language):
        found[rule.cite].append(rule)
    return found
