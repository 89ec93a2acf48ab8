"""The words of a jurisdiction: sentences of each language for the steps of the reasoning, and what fills them.

There is one catalogue a language, found by its name, on top of the one that all share. A language is added by adding
its file `words.<language>.toml`. What it does not say (yet) is said in the language that stands in for it.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from importlib.resources.abc import Traversable
from typing import Any
from zoneinfo import ZoneInfo

from songda.core.language import COURT_LANGUAGE, best_language, layers
from songda.core.law.decision import Citation, Reason, Standing
from songda.core.law.profile.sources import CiteStyle, Source, Sources


@dataclass(frozen=True, slots=True, eq=False)
class LanguageWords:
    """One language: sentences by code, words by subject, and how dates, lists and articles are written.

    `worth`: how a citation says what it is worth, by its standing.
    """

    language: str
    sentences: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    moment: str
    day: str
    comma: str
    cited: str
    cite: CiteStyle
    worth: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class ProfileWording:
    """Turns reasons and citations of one jurisdiction into sentences."""

    sources: Sources
    languages: Mapping[str, LanguageWords]
    zone: tzinfo

    def in_language(self, language: str) -> LanguageWords:
        """The words for a reader of that language."""
        words = self.languages.get(language)
        return self.languages[best_language(language, self.languages)] if words is None else words

    def sentence(self, reason: Reason, language: str) -> str:
        """The reason as a sentence, with its citation at the end."""
        words = self.in_language(language)
        text = words.sentences[reason.code]
        if reason.values:
            text = text.format_map(self._filled(words, reason))
        return text if reason.rule is None else words.cited.format(sentence=text, cite=self.cite(reason.rule, language))

    def cite(self, citation: Citation, language: str) -> str:
        """The citation as it is written in that language, with what it is worth."""
        return _cite(self.sources, citation, self.in_language(language))

    def place(self, rule_id: str, language: str) -> str:
        """Where the rule stands, as that language writes it: source, article, paragraph and item, and no more."""
        words = self.in_language(language)
        return self.sources.cite(rule_id, words.language, words.cite)

    def word(self, subject: str, key: str, language: str) -> str:
        """What the jurisdiction calls a stored word, such as a period; the stored word itself where it has no name."""
        return self.in_language(language).words.get(subject, {}).get(key, key)

    def _filled(self, language_words: LanguageWords, reason: Reason) -> dict[str, str]:
        return {name: self._in_words(language_words, name, value) for name, value in reason.values}

    def _in_words(self, language_words: LanguageWords, name: str, value: object) -> str:
        if isinstance(value, Reason):
            return language_words.sentences[value.code].format_map(self._filled(language_words, value))
        if isinstance(value, datetime):
            style = language_words.day if name == "day" else language_words.moment
            return style.format(at=value.astimezone(self.zone))
        if isinstance(value, date):
            return language_words.day.format(at=value)
        if isinstance(value, tuple):
            return language_words.comma.join([self._in_words(language_words, name, element) for element in value])
        words = language_words.words.get(name)
        return str(value) if words is None else words[str(value)]


@lru_cache(maxsize=4096)
def _cite(sources: Sources, citation: Citation, words: LanguageWords) -> str:
    def place(rule_id: str) -> str:
        return sources.cite(rule_id, words.language, words.cite)

    allowed_by = place(citation.allowed_by) if citation.allowed_by else ""
    return words.worth[_kind_of_worth(citation)].format(place=place(citation.id), allowed_by=allowed_by)


def _kind_of_worth(citation: Citation) -> str:
    """The standing; analogies apart by what allows them: another article, the cited one itself, or none."""
    if citation.standing is not Standing.ANALOGY or citation.allowed_by not in {"", citation.id}:
        return citation.standing
    return "analogy_itself" if citation.allowed_by else "analogy_unwritten"


_CATALOGUE = re.compile(r"words\.([a-z]{2,3}(?:-[a-z]+)?)\.toml")

Table = Mapping[str, Any]


def languages_in(folder: Traversable) -> tuple[str, ...]:
    """The languages that there is a catalogue of, the court's own first."""
    found = {name[1] for file in folder.iterdir() if (name := _CATALOGUE.fullmatch(file.name))}
    return tuple(sorted(found, key=lambda language: (language != COURT_LANGUAGE, language)))


def language_words(language: str, catalogue: Table) -> LanguageWords:
    """The words of one language out of its catalogue."""
    style = catalogue["style"]
    return LanguageWords(
        language=language,
        sentences=catalogue["sentences"],
        words=catalogue["words"],
        moment=style["moment"],
        day=style["day"],
        comma=style["comma"],
        cited=style["cited"],
        cite=_cite_style(style["cite"]),
        worth=style["worth"],
    )


def _cite_style(given: Table) -> CiteStyle:
    return CiteStyle(given["whole"], given["own"], tuple(given["parts"]), given["numerals"])


def catalogue_of(language: str, shared: Traversable, own: Traversable, name: str = "words") -> dict[str, Any]:
    """Everything that is said in a language; what it leaves out is said as in the one below it."""
    laid: dict[str, Any] = {}
    for each in layers(language):
        for place in (shared, own):
            laid = merged_tables(laid, _read(place / f"{name}.{each}.toml"))
    return laid


def merged_tables(below: Table, above: Table) -> dict[str, Any]:
    """The tables of both, entry by entry; what lies above prevails."""
    merged = dict(below)
    for key, value in above.items():
        is_table = isinstance(merged.get(key), dict)
        merged[key] = merged_tables(merged[key], value) if is_table else value
    return merged


def _read(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


# The words are kept as plain JSON beside what was decided under them: rules and sentences are corrected, and what was
# decided before is told in the words that it was decided with.
def to_kept(wording: ProfileWording) -> dict[str, Any]:
    """All words and sources of the jurisdiction, in every language that there is a catalogue of."""
    return {
        "jurisdiction": wording.sources.jurisdiction,
        "zone": zone_name(wording.zone),
        "languages": [asdict(words) for words in wording.languages.values()],
        "sources": [_plain_source(source) for source in wording.sources.by_id.values()],
    }


def to_wording(kept: Mapping[str, Any]) -> ProfileWording:
    """The words that were kept."""
    sources = {each["id"]: _read_source(each) for each in kept["sources"]}
    languages = {each["language"]: _read_words(each) for each in kept["languages"]}
    return ProfileWording(Sources(kept["jurisdiction"], sources), languages, zone_of(kept["zone"]))


def zone_of(name: str) -> tzinfo:
    """A fixed offset such as +08:00, or a named zone with its summer time."""
    if not name.startswith(("+", "-")):
        return ZoneInfo(name)
    return timezone(datetime.strptime(name, "%z").utcoffset() or timedelta())


def zone_name(zone: tzinfo) -> str:
    """The name by which `zone_of` finds the zone again."""
    return zone.key if isinstance(zone, ZoneInfo) else datetime.min.replace(tzinfo=zone).strftime("%z")


def _plain_source(source: Source) -> dict[str, Any]:
    days = {"since": source.since.isoformat(), "until": source.until.isoformat()}
    return {**asdict(source), **days}


def _read_source(given: Mapping[str, Any]) -> Source:
    days = {"since": date.fromisoformat(given["since"]), "until": date.fromisoformat(given["until"])}
    return Source(**{**given, **days})


def _read_words(given: Mapping[str, Any]) -> LanguageWords:
    style = given["cite"]
    return LanguageWords(**{**given, "cite": CiteStyle(**{**style, "parts": tuple(style["parts"])})})
