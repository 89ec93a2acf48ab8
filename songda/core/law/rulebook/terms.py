"""The words in which the book tells rules: one file a language for all jurisdictions, and one of each jurisdiction."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from songda.core.law.profile import Profile
from songda.core.law.profile.languages import catalogue_of
from songda.core.law.profile.load import folder_of
from songda.core.law.profile.wording import LanguageWords

Table = Mapping[str, str]


class UntoldError(LookupError):
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
            raise UntoldError(f"words.rulebook.{self.language}.toml: [{table}] lacks {key!r}")
        return str(found[key])

    def name(self, vocabulary: str, value: str) -> str:
        """What a stored word of the law is called, by the book's own words or else by those of the reasons."""
        if value in self.given["word"].get(vocabulary, {}):
            return self.word(f"word.{vocabulary}", value)
        if value in self.language_words.words.get(vocabulary, {}):
            return self.language_words.words[vocabulary][value]
        raise UntoldError(f"words.rulebook.{self.language}.toml: [word.{vocabulary}] lacks {value!r}")

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
