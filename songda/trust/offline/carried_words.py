"""The words that go along with verify.py, which stands alone: the same questions as to a folder of words.

`WORDS` is empty here; it is filled while the single file is written.
"""

from songda.core.language import FALLBACK, best_language

WORDS: dict[str, dict[str, str]] = {}


def languages() -> tuple[str, ...]:
    """The languages that are carried."""
    return tuple(sorted(WORDS))


def language_of(tag: str) -> str:
    """The language for a tag such as `zh-hans`; the one to fall back on where it is not carried."""
    return best_language(tag, languages())


def find(key: str, language: str) -> str | None:
    """The text for a key such as `findings.events.none`."""
    return WORDS[language].get(key) or WORDS[FALLBACK].get(key)
