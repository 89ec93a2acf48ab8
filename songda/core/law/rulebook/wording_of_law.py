"""The statute's own words for a citation, and which texts were checked too long ago or are no longer those read."""

from dataclasses import dataclass
from datetime import date, timedelta

from songda.core.law.profile import Profile
from songda.core.law.profile.sources import ArticleText, Line, StatuteText

FRESH_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class CitedText:
    """The article that a rule cites: `lines` in order, those that the citation names marked."""

    rule: str
    cite: str
    source: str
    statute: StatuteText
    article: ArticleText
    lines: tuple[Line, ...]

    @property
    def cited(self) -> tuple[str, ...]:
        """The lines that the citation names; the whole article where it names no part of it."""
        named = tuple(line.words for line in self.lines if line.is_cited)
        return named or tuple(line.words for line in self.lines)


def cited_text(rule: str, profile: Profile, language: str) -> CitedText | None:
    """The words behind a rule such as cn.olr.31.1; None where no text of it is kept."""
    source, _, article = rule.removeprefix(f"{profile.name}.").partition(".")
    number, *parts = article.split(".")
    statute = profile.texts.get(source)
    if statute is None or number not in statute.articles:
        return None
    found = statute.articles[number]
    named = [int(part) for part in parts if part.isdigit()]
    cite = profile.wording.place(rule, language)
    name = profile.wording.sources.by_id[source].name(language)
    return CitedText(rule, cite, name, statute, found, found.lines(*named[:2]))


@dataclass(frozen=True, slots=True)
class WatchedText:
    """One text that somebody has to look at: checked too long ago, or (`changed`) with words that nobody has read."""

    source: str
    name: str
    checked_on: date | None
    changed: tuple[str, ...] = ()


def watched(profile: Profile, day: date, language: str) -> tuple[WatchedText, ...]:
    """The texts in force on that day that were last checked more than ninety days before, and all changed ones.

    A statute that has run out does not change any more; one of which no text is kept was never checked.
    """
    found = []
    for source in profile.wording.sources.by_id.values():
        text = profile.texts.get(source.id)
        changed = () if text is None else tuple(a.number for a in text.articles.values() if not a.is_as_read)
        is_law = source.since <= day < source.until
        is_old = is_law and source.id not in profile.own_rules and (text is None or day - text.checked_on > FRESH_FOR)
        if changed or is_old:
            checked = None if text is None else text.checked_on
            found.append(WatchedText(source.id, source.name(language), checked, changed))
    return tuple(found)
