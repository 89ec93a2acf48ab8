"""The time stamps of checkpoints: each is intact, is for this checkpoint, and is not older than it."""

from collections.abc import Iterator
from datetime import timedelta

from songda.core.evidence.flaws import Flaw, flaw
from songda.records.evidence.models import Checkpoint, CheckpointStamp
from songda.trust.offline.cms import SignatureError
from songda.trust.offline.stamp import stamped_moment

CHUNK = 200
CLOCKS_DIFFER = timedelta(minutes=10)


def audit_stamps(first: int) -> Iterator[Flaw]:
    """The stamps of checkpoints over at least `first` entries."""
    sizes = CheckpointStamp.objects.filter(size__gte=first).order_by("size")
    chunk: list[CheckpointStamp] = []
    for stamp in sizes.iterator(CHUNK):
        chunk.append(stamp)
        if len(chunk) == CHUNK:
            yield from _audit_chunk(chunk)
            chunk = []
    yield from _audit_chunk(chunk)


def _audit_chunk(stamps: list[CheckpointStamp]) -> Iterator[Flaw]:
    checkpoints = Checkpoint.objects.in_bulk([stamp.size for stamp in stamps])
    for stamp in stamps:
        checkpoint = checkpoints.get(stamp.size)
        if checkpoint is None:
            yield flaw("stamp", stamp.size, "stamp_orphan")
        else:
            yield from _audit_stamp(stamp, checkpoint)


def _audit_stamp(stamp: CheckpointStamp, checkpoint: Checkpoint) -> Iterator[Flaw]:
    try:
        moment = stamped_moment(bytes(stamp.token), checkpoint.note.encode())
    except SignatureError as error:
        yield flaw("stamp", stamp.size, "stamp_broken", reason=error)
        return
    if moment < checkpoint.at - CLOCKS_DIFFER:
        signed = checkpoint.at.isoformat()
        yield flaw("stamp", stamp.size, "stamp_early", stamped=moment.isoformat(), signed=signed)
