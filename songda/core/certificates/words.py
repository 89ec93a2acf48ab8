"""The words of a certificate, which is told in several languages side by side and keeps what it once said."""

from collections.abc import Callable, Mapping

from songda.core.words import Value, name_of, say

LANGUAGES = ("zh", "en")  # in which a certificate speaks, the first one foremost
Words = Mapping[str, str]
"""The same thing said in each language of a certificate."""


def tell(key: str, **values: Words | Value) -> Words:
    """The words of `certificates.<key>`, filled; of what is given in several languages each one takes its own."""
    return {
        language: say(
            f"certificates.{key}",
            language,
            **{name: value[language] if isinstance(value, Mapping) else value for name, value in values.items()},
        )
        for language in LANGUAGES
    }


def in_each_language(words_in: Callable[[str], str]) -> Words:
    """What is told in a language, told in each one of a certificate."""
    return {language: words_in(language) for language in LANGUAGES}


def same(text: str) -> Words:
    """A name, number or code, which is the same in all languages."""
    return dict.fromkeys(LANGUAGES, text)


def word_of(table: str, word: str) -> Words:
    """What a certificate calls a stored word; the word itself where nobody named it, so that nothing is hidden."""
    return {language: name_of(f"certificates.{table}", word, language) for language in LANGUAGES}


def join_words(parts: list[Words], between: str) -> Words:
    """Several texts as one, with what each language puts between them (`language.<between>`)."""
    return {
        language: say(f"language.{between}", language).join(part[language] for part in parts) for language in LANGUAGES
    }
