"""Sentences of each language for the steps of the reasoning, and the words that fill them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache

from songda.core.law.decision import Citation, Reason
from songda.core.law.profile.sources import Sources


@dataclass(frozen=True, slots=True, eq=False)
class Tongue:
    """One language: sentences by code, words by subject, and how dates and lists are written."""

    sentences: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]]
    moment: str
    day: str
    comma: str
    cited: str


@dataclass(frozen=True, slots=True, eq=False)
class ProfileWording:
    """Turns reasons and citations of one jurisdiction into sentences."""

    sources: Sources
    tongues: Mapping[str, Tongue]
    zone: tzinfo

    def sentence(self, reason: Reason, language: str) -> str:
        """The reason as a sentence, with its citation at the end."""
        tongue = self.tongues[language]
        told = tongue.sentences[reason.code]
        if reason.values:
            told = told.format_map(self._filled(tongue, reason))
        return told if reason.rule is None else tongue.cited.format(told=told, cite=self.cite(reason.rule, language))

    def cite(self, citation: Citation, language: str) -> str:
        """The citation as it is written in that language."""
        return _cite(self.sources, citation.id, language)

    def _filled(self, tongue: Tongue, reason: Reason) -> dict[str, str]:
        return {name: self._told(tongue, name, value) for name, value in reason.values}

    def _told(self, tongue: Tongue, name: str, value: object) -> str:
        if isinstance(value, Reason):
            return tongue.sentences[value.code].format_map(self._filled(tongue, value))
        if isinstance(value, datetime):
            style = tongue.day if name == "day" else tongue.moment
            return style.format(at=value.astimezone(self.zone))
        if isinstance(value, date):
            return tongue.day.format(at=value)
        if isinstance(value, tuple):
            return tongue.comma.join([self._told(tongue, name, element) for element in value])
        words = tongue.words.get(name)
        return str(value) if words is None else words[str(value)]


@lru_cache(maxsize=4096)
def _cite(sources: Sources, rule_id: str, language: str) -> str:
    return sources.cite(rule_id, language)
