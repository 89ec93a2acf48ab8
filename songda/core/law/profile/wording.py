"""Sentences of each language for the steps of the reasoning, and the words that fill them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache

from songda.core.language import best_language
from songda.core.law.citation import Citation, Standing
from songda.core.law.decision import Reason
from songda.core.law.profile.sources import CiteStyle, Sources


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
