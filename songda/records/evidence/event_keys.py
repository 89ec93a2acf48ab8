"""The keys of events that this process has, read once, and which kind of process it is."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from songda.core.evidence.writers import Writer
from songda.trust.event_keys import EventKeys


def event_keys() -> EventKeys:
    """The keys from the file that the settings name. Raises `EventKeyError`."""
    return _load(settings.EVENT_KEYS_FILE)


def mark_of(leaf: bytes) -> bytes:
    """The mark of this process on a leaf that it writes. Raises `EventKeyError` without a key of its own."""
    return event_keys().mark(leaf, Writer(settings.EVENT_WRITER))


@lru_cache(maxsize=4)
def _load(path: str | Path) -> EventKeys:
    return EventKeys.load(Path(path))
