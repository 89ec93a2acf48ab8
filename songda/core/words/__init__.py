"""What everything is called, and every sentence for people: one file a noun in one folder a language.

Code carries stored words, keys and values; a text is made only when somebody reads, in the reader's language. A further
language is one more folder here; nothing else has to be changed.
"""

from collections.abc import Mapping

from songda.core.language import FALLBACK
from songda.core.words.catalogue import entries, find, language_of, languages
from songda.core.words.phrase import Phrase, Sayable, Sentences, Value, day, fill, say

__all__ = [
    "FALLBACK",
    "Phrase",
    "Sayable",
    "Sentences",
    "Value",
    "day",
    "fill",
    "find",
    "language_of",
    "languages",
    "name_of",
    "names_of",
    "say",
]


def name_of(table: str, word: str, language: str) -> str:
    """The name of a word of a table such as `tasks.kind`; the word itself where nobody named it: nothing is hidden."""
    return find(f"{table}.{word}", language_of(language)) or word


def names_of(table: str, language: str) -> Mapping[str, str]:
    """Every word of a table with its name, in the order in which people choose from them."""
    noun, _, within = table.partition(".")
    start = f"{within}." if within else ""
    return _under(start, FALLBACK, noun) | _under(start, language_of(language), noun)


def _under(start: str, language: str, noun: str) -> dict[str, str]:
    return {key.removeprefix(start): text for key, text in entries(language, noun).items() if key.startswith(start)}
