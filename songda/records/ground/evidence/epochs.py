"""In which database the log stands, which of its epochs this is, and how far it had come by the mark outside."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from songda.core.evidence.epochs import FIRST_EPOCH
from songda.records.ground.evidence.models import LogEpoch
from songda.records.ground.evidence.signed import checkpoint_of, newest_checkpoint, newest_size
from songda.records.ground.evidence.tree import LogBrokenError
from songda.trust.atomic_files import locked_folder
from songda.trust.outside.mark import HighWaterMark, read_mark, write_mark

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


def outside_folder() -> Path:
    """Where the mark and the journal lie."""
    return Path(settings.OUTSIDE_FOLDER)


def contradiction_to_mark(mark: HighWaterMark) -> str:
    """Why this database cannot be the one that the mark tells of; empty where nothing speaks against it."""
    number = epoch_number()
    if mark.epoch > number:
        return f"outside it is epoch {mark.epoch} of the log, here {number}"
    if mark.epoch < number or not mark.size:
        return ""
    row = checkpoint_of(mark.size)
    if row is None:
        return f"outside {mark.size} entries of the log are known, here {newest_size()}"
    return "" if bytes(row.root) == mark.root else f"outside another entry {mark.size} of the log is known than here"


def contradiction_outside() -> str:
    """What shows that the log once reached farther, or was another; empty where nothing does or no mark is there."""
    try:
        mark = read_mark(outside_folder())
    except (ValueError, OSError):
        return ""
    return contradiction_to_mark(mark) if mark is not None else ""


def require_mark() -> None:
    """Before anything is signed. Raises `LogBrokenError` when the log does not reach its own mark."""
    mark = read_mark(outside_folder())
    if mark is not None and (why := contradiction_to_mark(mark)):
        raise LogBrokenError(f"not signed, since the database was put back to an earlier day: {why}")


def is_mark_raised(epoch: LogEpoch) -> bool:
    """Whether the newest checkpoint is told outside already. Raises ValueError, OSError."""
    return read_mark(outside_folder()) == _newest_mark(epoch)


def raise_mark() -> None:
    """After a checkpoint was signed and committed: tell it outside, unless that is told already. Raises OSError.

    Threads and workers take turns: one that was slow would set the mark back to the checkpoint that it had read.
    """
    if (epoch := current_epoch()) is None or is_mark_raised(epoch):
        return
    with locked_folder(outside_folder()):
        write_mark(outside_folder(), _newest_mark(epoch))


def _newest_mark(epoch: LogEpoch) -> HighWaterMark:
    newest = newest_checkpoint()
    size, root, note = (newest.size, bytes(newest.root), newest.note) if newest else (0, b"", "")
    return HighWaterMark(epoch.database, epoch.number, size, root, note)
