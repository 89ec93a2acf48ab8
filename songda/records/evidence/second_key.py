"""The log's second key (ML-DSA-44), where the court has one: signs each checkpoint that goes into proofs."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from songda.core.evidence.note import read_note
from songda.records.evidence.models import Checkpoint, Cosignature
from songda.records.evidence.witnesses import checkpoint_for_proofs
from songda.trust.second_key import SecondKey


def sign_again(now: datetime) -> bool:
    """Sign the checkpoint that proofs rest on, unless it is signed; whether it was. Raises `NoteError` or OSError."""
    key, checkpoint = _key(), checkpoint_for_proofs()
    if key is None or checkpoint is None or _is_signed(checkpoint, key):
        return False
    line = key.sign(read_note(checkpoint.note).text, int(now.timestamp()))
    row = Cosignature(size=checkpoint.size, witness=key.name, line=line, at=now)
    Cosignature.objects.bulk_create([row], ignore_conflicts=True)
    return True


def second_key_of(checkpoint: Checkpoint) -> str:
    """The public half, for proofs that rest on a checkpoint which it signed; empty for others."""
    key = _key()
    return str(key.public) if key is not None and _is_signed(checkpoint, key) else ""


def _is_signed(checkpoint: Checkpoint, key: SecondKey) -> bool:
    return Cosignature.objects.filter(size=checkpoint.size, witness=key.name).exists()


def _key() -> SecondKey | None:
    path = Path(settings.LOG_SECOND_KEY_FILE)
    return _load(path) if path.exists() else None


@lru_cache(maxsize=4)
def _load(path: Path) -> SecondKey:
    return SecondKey.load(path)
