"""What everything is called, and every sentence for people: one file a noun in one folder a language.

Code carries stored words, keys and values; a text is made only when somebody reads, in the reader's language. A further
language is one more folder here; nothing else has to be changed.
"""

from songda.core.language import FALLBACK
from songda.core.words.catalogue import find, language_of, languages
from songda.core.words.naming import name_of, names_of
from songda.core.words.phrase import Phrase, Sayable, Sentences, Value, day, say

__all__ = [
    "FALLBACK",
    "Phrase",
    "Sayable",
    "Sentences",
    "Value",
    "day",
    "find",
    "language_of",
    "languages",
    "name_of",
    "names_of",
    "say",
]
