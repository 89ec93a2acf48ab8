"""Looks after the newest checkpoint: its time stamp, what others have seen of it, and events that wait too long."""

from datetime import datetime
from hashlib import sha256

from songda.core.evidence.checkpoint import open_checkpoint
from songda.core.evidence.merkle import ProofError, check_consistency, consistency_proof, tree_root
from songda.core.evidence.note import NoteError
from songda.records.evidence.log_key import verifier_of
from songda.records.evidence.models import Checkpoint, CheckpointStamp, Event, LogEpoch, Unsequenced
from songda.records.evidence.queries import newest_checkpoint
from songda.records.evidence.tree import LogBrokenError, nodes
from songda.trust.ed25519 import verify_ed25519


def checkpoint_to_stamp() -> tuple[Checkpoint, bytes] | None:
    """The newest checkpoint and the SHA-256 that the authority stamps; None when it has its stamp already."""
    newest = newest_checkpoint()
    if newest is None or CheckpointStamp.objects.filter(size=newest.size).exists():
        return None
    return newest, sha256(newest.note.encode()).digest()


def keep_stamp(checkpoint: Checkpoint, token: bytes, at: datetime) -> None:
    """Keep the authority's token over a checkpoint; the first one stays."""
    stamp = CheckpointStamp(size=checkpoint.size, token=token, at=at)
    CheckpointStamp.objects.bulk_create([stamp], ignore_conflicts=True)


def oldest_unsequenced_at() -> datetime | None:
    """When the oldest event was recorded that has no place yet; None when none waits. More than seconds is an alarm."""
    oldest = Unsequenced.objects.order_by("number").values_list("number", flat=True)[:1]
    return Event.objects.filter(number__in=oldest).values_list("recorded_at", flat=True).first()


def require_continues(witnessed: str) -> None:
    """Raise `LogBrokenError` unless this log continues a checkpoint that somebody outside has kept.

    To be asked after a restore: what was lost of it is named. A checkpoint that a later epoch names is accounted for.
    """
    newest = newest_checkpoint()
    try:
        seen = open_checkpoint(witnessed, verifier_of(witnessed), verify_ed25519)
        if LogEpoch.objects.filter(seen_note=witnessed).exists():
            return  # what is lost of it is on record
        if newest is None or newest.size < seen.size:
            raise LogBrokenError(f"others have seen {seen.size} entries, here are {newest.size if newest else 0}")
        tree = nodes(newest.size)
        roots = (seen.root, tree_root(tree, newest.size))
        check_consistency((seen.size, newest.size), roots, consistency_proof(tree, seen.size, newest.size))
    except (NoteError, ProofError) as error:
        raise LogBrokenError(str(error)) from error
