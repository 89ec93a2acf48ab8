"""The time stamps of checkpoints: each is intact, is for this checkpoint, and is not older than it."""

from collections.abc import Iterator
from datetime import datetime

from songda.core.evidence.flaws import Flaw, flaw
from songda.records.ground.evidence.audit.times import CLOCKS_DIFFER
from songda.records.ground.evidence.log_key import Turns
from songda.records.ground.evidence.models import Checkpoint, CheckpointStamp
from songda.records.ground.evidence.signed import flaw_of
from songda.trust.offline.cms import SignatureError
from songda.trust.offline.pdf_seal import stamped_moment

CHUNK = 200


def audit_stamps(first: int, moments: dict[int, datetime]) -> Iterator[Flaw]:
    """The stamps of checkpoints over at least `first` entries; those that hold are noted in `moments`."""
    sizes = CheckpointStamp.objects.filter(size__gte=first).order_by("size")
    chunk: list[CheckpointStamp] = []
    for stamp in sizes.iterator(CHUNK):
        chunk.append(stamp)
        if len(chunk) == CHUNK:
            yield from _audit_chunk(chunk, moments)
            chunk = []
    yield from _audit_chunk(chunk, moments)


def _audit_chunk(stamps: list[CheckpointStamp], moments: dict[int, datetime]) -> Iterator[Flaw]:
    turns, rows = Turns(), Checkpoint.objects.filter(size__in=[stamp.size for stamp in stamps])
    checkpoints = {row.size: row for row in rows if not flaw_of(row, turns)}
    for stamp in stamps:
        checkpoint = checkpoints.get(stamp.size)
        if checkpoint is None:
            yield flaw("stamp", stamp.size, "stamp_orphan")
        else:
            yield from _audit_stamp(stamp, checkpoint, moments)


def _audit_stamp(stamp: CheckpointStamp, checkpoint: Checkpoint, moments: dict[int, datetime]) -> Iterator[Flaw]:
    try:
        moment = stamped_moment(bytes(stamp.token), checkpoint.note.encode())
    except SignatureError as error:
        yield flaw("stamp", stamp.size, "stamp_broken", reason=error)
        return
    moments[stamp.size] = moment
    if moment < checkpoint.at - CLOCKS_DIFFER:
        signed = checkpoint.at.isoformat()
        yield flaw("stamp", stamp.size, "stamp_early", stamped=moment.isoformat(), signed=signed)
