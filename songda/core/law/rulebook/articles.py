"""The index of the book: every statute with its articles, and the rules that stand on each of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from songda.core.law.profile import Profile
from songda.core.law.rulebook.telling import Rule


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
        name, tuple(Article(_without_statute(articles[a][0].cite, name), tuple(articles[a])) for a in ordered)
    )


def _without_statute(cite: str, statute: str) -> str:
    """第三十一条第一款 of 人民法院在线诉讼规则 第三十一条第一款."""
    return cite.removeprefix(statute).lstrip(" ,")


def _place(article: str) -> tuple[tuple[int, str], ...]:
    """Numbers in the order of numbers; what is no number (a section of another country's law) by its letters."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in article.split("."))
