"""In which database the log stands, which of its epochs this is, and how far it had come by the mark outside."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import connection

from songda.core.evidence.epochs import FIRST_EPOCH
from songda.records.ground.evidence.models import LogEpoch
from songda.records.ground.evidence.signed import checkpoint_of, newest_checkpoint, newest_size
from songda.records.ground.evidence.tree import LogBrokenError
from songda.trust.outside.homes import AWAY, of_each, read_marks
from songda.trust.outside.mark import HighWaterMark, raise_to, read_mark

_DATABASE = """
SELECT system_identifier || '/' || oid FROM pg_control_system(), pg_database WHERE datname = current_database()
"""


def database_identity() -> str:
    """The cluster's identifier and the database's number in it: a dump that is read in elsewhere has another."""
    with connection.cursor() as cursor:
        cursor.execute(_DATABASE)
        row = cursor.fetchone()
    return str(row[0])


def current_epoch() -> LogEpoch | None:
    """The epoch that goes on; None before the first began."""
    return LogEpoch.objects.order_by("-number").first()


def epoch_number() -> int:
    """The number of the epoch that goes on."""
    epoch = current_epoch()
    return epoch.number if epoch else FIRST_EPOCH


def begin_epoch(number: int, seen: tuple[int, str] | None, now: datetime) -> LogEpoch:
    """Inside the caller's transaction; `seen` is the last checkpoint known outside, its size and its note."""
    seen_size, seen_note = seen or (None, "")
    return LogEpoch.objects.create(
        number=number,
        database=database_identity(),
        size=newest_size(),
        seen_size=seen_size,
        seen_note=seen_note,
        begun_at=now,
    )


def outside_homes() -> tuple[Path, ...]:
    """Where the mark and the journal lie."""
    return tuple(Path(home) for home in (settings.OUTSIDE_FOLDER, settings.OUTSIDE_SECOND) if home)


def contradiction_to(marks: Sequence[HighWaterMark]) -> str:
    """Why this database cannot be the one that the marks tell of; empty where nothing speaks against it."""
    number = epoch_number() if marks else 0
    for mark in marks:
        if mark.epoch > number:
            return f"outside it is epoch {mark.epoch} of the log, here {number}"
        if mark.epoch == number and mark.size:
            row = checkpoint_of(mark.size)
            if row is None:
                return f"outside {mark.size} entries of the log are known, here {newest_size()}"
            if bytes(row.root) != mark.root:
                return f"outside another entry {mark.size} of the log is known than here"
    return ""


def contradiction_outside() -> str:
    """What shows that the log once reached farther, or was another; empty where nothing does or no mark is there."""
    with suppress(*AWAY):
        return contradiction_to(read_marks(outside_homes()))
    return ""


def require_mark() -> None:
    """Before anything is signed. Raises `LogBrokenError` when the log does not reach its own mark."""
    if why := contradiction_to(read_marks(outside_homes())):
        raise LogBrokenError(f"not signed, since the database was put back to an earlier day: {why}")


def is_mark_raised(epoch: LogEpoch) -> bool:
    """Whether the newest checkpoint is told in every home already. Raises ValueError, OSError."""
    newest = _newest_mark(epoch)
    return all(read_mark(home) == newest for home in outside_homes())


def raise_mark() -> list[Exception]:
    """Tell the checkpoint that was committed in each home; gives why one cannot be told, raises it where none can."""
    if (epoch := current_epoch()) is None:
        return []
    return of_each(outside_homes(), lambda home: raise_to(home, partial(_newest_mark, epoch)))[1]


def _newest_mark(epoch: LogEpoch) -> HighWaterMark:
    newest = newest_checkpoint()
    size, root, note = (newest.size, bytes(newest.root), newest.note) if newest else (0, b"", "")
    return HighWaterMark(epoch.database, epoch.number, size, root, note)
