"""The log's second key (ML-DSA-44), where the court has one: signs each checkpoint that goes into proofs."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from songda.core.evidence.canonical import Json
from songda.core.evidence.note import NoteError, read_note
from songda.core.evidence.witnesses.check_witnesses import KEY_NAMED, KEYS_STREAM
from songda.core.evidence.witnesses.ml_dsa_key import MlDsaKey, NotCheckedHereError, check_ml_dsa
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.models import Checkpoint, Cosignature, Entry, Event
from songda.records.ground.evidence.witnesses import checkpoint_for_proofs
from songda.trust.log_keys import SecondKey
from songda.trust.public_keys import verify_ml_dsa_44


def sign_again(now: datetime) -> bool:
    """Sign the checkpoint that proofs rest on, unless it is signed; whether it was. Raises `NoteError` or OSError."""
    key, checkpoint = _key(), checkpoint_for_proofs()
    if key is None or checkpoint is None or _is_signed(checkpoint, key):
        return False
    line = key.sign(read_note(checkpoint.note).text, int(now.timestamp()))
    row = Cosignature(size=checkpoint.size, witness=_signer(key), line=line, at=now)
    Cosignature.objects.bulk_create([row], ignore_conflicts=True)
    return True


def is_signed_again(checkpoint: Checkpoint) -> bool:
    """Whether the second key signed this checkpoint; False where the court has none."""
    key = _key()
    return key is not None and _is_signed(checkpoint, key)


def second_key_of(checkpoint: Checkpoint) -> str:
    """The public half, for proofs that rest on a checkpoint which it signed; empty for others."""
    key = _key()
    return str(key.public) if key is not None and _is_signed(checkpoint, key) else ""


@transaction.atomic
def log_second_key(now: datetime) -> MlDsaKey | None:
    """Write into the log which second key is its own, unless it says so already; None where there is no such key.

    What is signed with a key that the log does not name is only as good as the fingerprint that the court publishes.
    """
    key = _key()
    if key is None:
        return None
    if _newest_named() != key.public.fingerprint:
        data: dict[str, Json] = {"key": str(key.public), "fingerprint": key.public.fingerprint}
        record([NewEvent(KEY_NAMED, KEYS_STREAM, None, now, "engine", data)], now)
    return key.public


def _newest_named() -> str:
    newest = Event.objects.on_record().filter(stream=KEYS_STREAM, name=KEY_NAMED).order_by("-number").first()
    return str(newest.data["fingerprint"]) if newest else ""


def naming_events(checkpoint: Checkpoint) -> list[Event]:
    """The event that names the key which signed this checkpoint, where it is covered by it."""
    key = _key()
    if key is None or not _is_signed(checkpoint, key):
        return []
    covered = Entry.objects.filter(event_id=OuterRef("id"), index__lt=checkpoint.size)
    named = Event.objects.on_record().filter(Exists(covered), stream=KEYS_STREAM, name=KEY_NAMED).order_by("number")
    return [event for event in named if event.data["fingerprint"] == key.public.fingerprint][:1]


def _is_signed(checkpoint: Checkpoint, key: SecondKey) -> bool:
    """By this very key: one that it follows may have signed the same checkpoint."""
    rows = Cosignature.objects.filter(size=checkpoint.size, witness=_signer(key)).values_list("line", flat=True)
    return any(_holds(checkpoint.note, line, key.public) for line in rows)


def _signer(key: SecondKey) -> str:
    return f"{key.name}+{key.public.key_id.hex()}"


@lru_cache(maxsize=64)
def _holds(note: str, line: str, key: MlDsaKey) -> bool:
    try:
        return check_ml_dsa(read_note(note + line), key, verify_ml_dsa_44) is not None
    except (NoteError, NotCheckedHereError):
        return False


def _key() -> SecondKey | None:
    path = Path(settings.LOG_SECOND_KEY_FILE)
    return _load(path, path.stat().st_mtime_ns) if path.exists() else None


@lru_cache(maxsize=4)
def _load(path: Path, _written: int) -> SecondKey:
    """Read once, and again when another lies there."""
    return SecondKey.load(path)
