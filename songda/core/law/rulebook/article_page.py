"""One article to read: the statute's own words, where they come from, and the rules that stand on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from songda.core.law.profile import Profile, profile_of
from songda.core.law.rulebook.book import all_rules, are_in
from songda.core.law.rulebook.rule_words import Rule, terms_of
from songda.core.law.rulebook.wording_of_law import CitedText, cited_text


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """The words behind a citation on a day, and the rules of that day on the same article, the cited ones first."""

    text: CitedText
    day: date
    rules: tuple[Rule, ...]
    taken_from: str
    note: str


class FoundText(NamedTuple):
    """An article in which the words stand, with the first line that holds any of them."""

    text: CitedText
    line: str


def article_page(jurisdiction: str, rule: str, day: date, language: str) -> ArticlePage | None:
    """The page for a rule such as cn.olr.31.1, or an article (cn.olr.31); None where no text of it is kept.

    A rule that is not law on that day is shown as on the nearest day on which it is.
    """
    profile = profile_of(jurisdiction)
    cited = [each for each in all_rules(profile, language) if rule in (each.id, _article_of(each.id))]
    text = cited_text(rule, profile, language) if cited else None
    if text is None:
        return None
    day = min((each.nearest_day(day) for each in cited), key=lambda near: abs(near - day))
    article = _article_of(rule)
    same = [r for r in all_rules(profile, language) if _article_of(r.id) == article and r.is_in_force(day)]
    terms, statute = terms_of(profile, language), text.statute
    note = terms.word("text_note", statute.note) if statute.note else ""
    ordered = tuple(sorted(same, key=lambda each: each.id != rule))
    return ArticlePage(text, day, ordered, terms.word("taken_from", statute.taken_from), note)


def find_in_texts(profile: Profile, words: str, day: date, language: str) -> tuple[FoundText, ...]:
    """The articles that are law on that day and hold every one of the words, in the order of the statutes."""
    return tuple(_found(profile, words, day, language))


def _found(profile: Profile, words: str, day: date, language: str) -> Iterator[FoundText]:
    rules = all_rules(profile, language)
    in_force = {_article_of(rule.id) for rule in rules if rule.has_text and rule.is_in_force(day)}
    for source in profile.wording.sources.by_id.values():
        for number, article in profile.texts[source.id].articles.items() if source.id in profile.texts else ():
            cited = f"{profile.name}.{source.id}.{number}"
            if cited not in in_force or not are_in(f"{source.names.get('zh', '')}\n{article.words}", words):
                continue
            lines = article.words.split("\n")
            line = next((line for line in lines if any(are_in(line, word) for word in words.split())), lines[0])
            yield from (FoundText(whole, line) for whole in [cited_text(cited, profile, language)] if whole is not None)


def _article_of(rule: str) -> str:
    """cn.olr.31 of cn.olr.31.1."""
    return ".".join(rule.split(".")[:3])
