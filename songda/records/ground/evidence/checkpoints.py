"""Looks after the newest checkpoint: its time stamp, what others have seen of it, and events that wait too long."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import chain

from django.db.models import OuterRef, Subquery

from songda.core.evidence.checkpoint import SignedRoot, open_checkpoint
from songda.core.evidence.epochs import split_name
from songda.core.evidence.merkle import ProofError, check_consistency, consistency_proof, tree_root
from songda.core.evidence.note import NoteError
from songda.records.ground.evidence.log_key import verifier_of
from songda.records.ground.evidence.models import Audit, Checkpoint, CheckpointStamp, Event, LogEpoch, Unsequenced
from songda.records.ground.evidence.signed import checkpoint_of, newest_checkpoint, stamp_flaw
from songda.records.ground.evidence.tree import LogBrokenError, nodes
from songda.records.ground.evidence.unmarked_events import flaw_of_mark
from songda.trust.public_keys import verify_ed25519
from songda.trust.timestamps import StampUnavailable

WANTING = frozenset({"stamp_broken", "stamp_early", "stamp_late"})  # what an audit says of such a stamp


def checkpoint_to_stamp() -> tuple[Checkpoint, bytes] | None:
    """A checkpoint and the SHA-256 that the authority stamps; None where nothing waits.

    The newest, until it has its stamp; then those whose stamp the last audit found wanting.
    """
    newest = newest_checkpoint()
    waiting = chain([newest] if newest is not None else [], _found_wanting())
    return next(((one, sha256(one.note.encode()).digest()) for one in waiting if not _has_stamp(one)), None)


def _found_wanting() -> Iterator[Checkpoint]:
    flaws = Audit.objects.order_by("-started_at").values_list("flaws", flat=True).first() or []
    sizes = [int(one["which"]) for one in flaws if one["code"] in WANTING]
    yield from (checkpoint for size in sizes if (checkpoint := checkpoint_of(size)) is not None)


def _has_stamp(checkpoint: Checkpoint) -> bool:
    kept = CheckpointStamp.objects.filter(size=checkpoint.size).order_by("number")
    return any(not stamp_flaw(checkpoint, one)[0] for one in kept)


def keep_stamp(checkpoint: Checkpoint, token: bytes, at: datetime) -> bool:
    """Keep the authority's token over a checkpoint; whether it is sound. The first that is stays the only one.

    One that is not stays where it is, and is none: nothing of the log is ever taken away.
    """
    stamp = CheckpointStamp(size=checkpoint.size, token=token, at=at)
    if stamp_flaw(checkpoint, stamp)[0]:
        return False
    if not _has_stamp(checkpoint):
        stamp.save(force_insert=True)
    return True


def oldest_unsequenced_at() -> datetime | None:
    """When the oldest event was recorded that has no place yet; None when none waits. More than seconds is an alarm."""
    recorded_at = Event.objects.filter(number=OuterRef("number")).values("recorded_at")
    waiting = Unsequenced.objects.annotate(at=Subquery(recorded_at)).exclude(
        at=None
    )  # numbers without event tell nothing
    return waiting.order_by("number").values_list("at", flat=True).first()


def is_anything_waiting() -> bool:
    """Whether the sequencer has anything to do: events, or numbers that somebody put among the waiting ones."""
    return Unsequenced.objects.exists()


@dataclass(frozen=True)
class LostEntries:
    """Entries that a kept checkpoint covers and that are gone since a restore, which is on record."""

    count: int
    epoch: int  # that began with the restore
    begun_at: datetime


def require_continues(witnessed: str) -> LostEntries | None:
    """Raise `LogBrokenError` unless this log continues a checkpoint that somebody outside has kept.

    Gives what of it was lost in a restore, where an event names a checkpoint that reached at least as far; None where
    all of it is here.
    """
    try:
        seen = open_checkpoint(witnessed, verifier_of(witnessed), verify_ed25519)
        if (lost := _lost_in_restore(seen)) is not None:
            return lost
        _require_prefix(seen)
    except (NoteError, ProofError) as error:
        raise LogBrokenError(str(error)) from error
    return None


def _require_prefix(seen: SignedRoot) -> None:
    newest = newest_checkpoint()
    if newest is None or newest.size < seen.size:
        raise LogBrokenError(f"others have seen {seen.size} entries, here are {newest.size if newest else 0}")
    tree = nodes(newest.size)
    roots = (seen.root, tree_root(tree, newest.size))
    check_consistency((seen.size, newest.size), roots, consistency_proof(tree, seen.size, newest.size))


def _lost_in_restore(seen: SignedRoot) -> LostEntries | None:
    """What lies behind the place at which a later epoch began; None where nothing of it does."""
    later = list(LogEpoch.objects.filter(number__gt=split_name(seen.origin)[1]).order_by("size", "number"))
    if not later or seen.size <= later[0].size:
        return None
    cut, named = later[0], [epoch for epoch in later if (epoch.seen_size or 0) >= seen.size and _is_on_record(epoch)]
    if not named:
        known = max(epoch.seen_size or 0 for epoch in later)
        raise LogBrokenError(f"others have seen {seen.size} entries, of a restore {known} are on record")
    for epoch in named:
        if epoch.seen_size == seen.size and _root_of(epoch.seen_note) != seen.root:
            raise LogBrokenError(f"others have seen another entry {seen.size} than was known when it was put back")
    return LostEntries(seen.size - cut.size, cut.number, cut.begun_at)


def _is_on_record(epoch: LogEpoch) -> bool:
    """Whether an event that our own process wrote names the very checkpoint: a row alone is not believed.

    Before a worker runs again that event has no place yet.
    """
    events = Event.objects.filter(stream=f"quarantine:{epoch.number}", name="log.continued")
    ours = (each for each in events if not flaw_of_mark(each.id, each.leaf.encode(), bytes(each.mark)))
    named_keys = [json.loads(each.leaf)["data"] for each in ours]
    named = sha256(epoch.seen_note.encode()).hexdigest() if epoch.seen_note else None
    return {"epoch": epoch.number, "size": epoch.size, "seen_size": epoch.seen_size, "seen_sha256": named} in named_keys


def _root_of(note: str) -> bytes:
    return open_checkpoint(note, verifier_of(note), verify_ed25519).root


Ask = Callable[[bytes], bytes]


def stamp_checkpoint(ask: Ask, now: datetime) -> bool:
    """Stamp the newest checkpoint if it has no stamp yet; `ask` turns a SHA-256 into a token and may fail.

    The authority is asked outside any transaction. Gives back whether a stamp was kept; StampUnavailable for a token
    that is none, as where the authority is away.
    """
    waiting = checkpoint_to_stamp()
    if waiting is None:
        return False
    checkpoint, digest = waiting
    if not keep_stamp(checkpoint, ask(digest), now):
        raise StampUnavailable("the token is no time stamp of this checkpoint")
    return True
