"""Looks whether the database was put back to an earlier day; changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db.models.functions import Now

from songda.core.delivery.quarantine import Sign
from songda.core.delivery.retry import LEASE
from songda.records.delivery.attempts.models import Attempt, Lease
from songda.records.delivery.attempts.restored.calls import unknown_calls
from songda.records.ground.evidence.epochs import contradiction_to_mark, current_epoch, database_identity
from songda.records.ground.evidence.models import Checkpoint
from songda.trust.outside.journal import files, last_lines
from songda.trust.outside.lines import HandOver, NoticeCall
from songda.trust.outside.mark import read_mark

LOOKED_AT = 200  # of the last lines of a journal


@dataclass(frozen=True)
class Seen:
    """By what a restore shows, in words for whoever looks after the machine."""

    sign: Sign
    detail: str


def sign_of_restore(folder: Path) -> Seen | None:
    """What shows that it was put back; None: nothing does. Raises ValueError, OSError where the files cannot be read.

    What lies outside is read first: it is always written after what stands in the database.
    """
    mark, lines = read_mark(folder), last_lines(folder, LOOKED_AT)
    epoch = current_epoch()
    if epoch is None:
        known = mark is not None or bool(files(folder))
        return Seen(Sign.BEHIND_MARK, "outside this log is known, the database never had a worker") if known else None
    if (identity := database_identity()) != epoch.database:
        return Seen(Sign.OTHER_DATABASE, f"it was written to as {epoch.database}, and is {identity}")
    if mark is None and _has_worked() and not _has_company():
        return Seen(Sign.NOTHING_OUTSIDE, f"{folder} holds no high-water mark")
    if mark is not None and (why := contradiction_to_mark(mark)):
        return Seen(Sign.BEHIND_MARK, why)
    return _behind_journal([line for line in lines if line.epoch == epoch.number])


def _behind_journal(lines: Sequence[HandOver | NoticeCall]) -> Seen | None:
    if lost := unknown_of([line for line in lines if isinstance(line, HandOver)]):
        return Seen(Sign.BEHIND_JOURNAL, f"at least {len(lost)} messages were handed over since")
    if rung := unknown_calls([line for line in lines if isinstance(line, NoticeCall)]):
        return Seen(Sign.BEHIND_JOURNAL, f"at least {len(rung)} calls were placed since")
    return None


def unknown_of(lines: list[HandOver]) -> list[HandOver]:
    """Those of which the database does not know that somebody took them in hand."""
    if not lines:
        return []
    refs = [line.trace.ref for line in lines]
    taken = Attempt.objects.filter(id__in=refs).exclude(claimed_at=None)
    known = {(number, bytes(to)) for number, to in taken.values_list("id", "to_index")}
    return [line for line in lines if (line.trace.ref, line.trace.to) not in known]


def _has_worked() -> bool:
    """Whether anything was signed or sent, so that there must be something outside."""
    return Checkpoint.objects.exists() or Attempt.objects.exclude(claimed_at=None).exists()


def _has_company() -> bool:
    """Whether another worker lives, on another machine perhaps, which keeps mark and journal of its own."""
    return Lease.objects.filter(lost_at=None, renewed_at__gt=Now() - LEASE).exists()
