"""The key of this court's log, read once per process; in each epoch of the log it signs under that epoch's name."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from songda.core.evidence.epochs import FIRST_EPOCH, epoch_of, name_in
from songda.core.evidence.note import VerifierKey
from songda.trust.notes import NoteKey


def signing_key(epoch: int = FIRST_EPOCH) -> NoteKey:
    """The key that signs checkpoints of an epoch; only the sequencer needs it."""
    key = _load(Path(settings.LOG_KEY_FILE))
    return key.under(name_in(epoch, key.name))


def verifier_key(epoch: int = FIRST_EPOCH) -> VerifierKey:
    """Its public half, which everybody may have."""
    return signing_key(epoch).verifier


def verifier_of(note: str) -> VerifierKey:
    """The public half under the name of the epoch to which a checkpoint says that it belongs."""
    origin = note.partition("\n")[0]
    return verifier_key(epoch_of(verifier_key().name, origin) or FIRST_EPOCH)


@lru_cache(maxsize=4)
def _load(path: Path) -> NoteKey:
    return NoteKey.load(path)
