"""What goes along with verify.py, which stands alone: its words, and of each event its doors and whom it may name.

`WORDS` and `EVENTS` are empty here; they are filled from the folder of words and the registry of events while the
single file is written. The questions to the words are the same as to the folder.
"""

from songda.core.events.origins import Door, Kind
from songda.core.language import FALLBACK, best_language

WORDS: dict[str, dict[str, str]] = {}
EVENTS: dict[str, tuple[str, str]] = {}
DOORS_OF = {name: frozenset(Door(word) for word in doors.split()) for name, (doors, _) in EVENTS.items()}
ACTORS_OF = {name: frozenset(Kind(word) for word in actors.split()) for name, (_, actors) in EVENTS.items() if actors}


def languages() -> tuple[str, ...]:
    """The languages that are carried."""
    return tuple(sorted(WORDS))


def language_of(tag: str) -> str:
    """The language for a tag such as `zh-hans`; the one to fall back on where it is not carried."""
    return best_language(tag, languages())


def find(key: str, language: str) -> str | None:
    """The text for a key such as `findings.events.none`."""
    return WORDS[language].get(key) or WORDS[FALLBACK].get(key)
