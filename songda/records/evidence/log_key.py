"""The key of this court's log, read once per process."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from songda.core.evidence.note import VerifierKey
from songda.trust.notes import NoteKey


def signing_key() -> NoteKey:
    """The key that signs checkpoints; only the sequencer needs it."""
    return _load(Path(settings.LOG_KEY_FILE))


def verifier_key() -> VerifierKey:
    """Its public half, which everybody may have."""
    return signing_key().verifier


@lru_cache(maxsize=4)
def _load(path: Path) -> NoteKey:
    return NoteKey.load(path)
