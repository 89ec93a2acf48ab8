"""Recognises that the database was put back to an earlier day, and begins a quarantine and a new epoch of the log."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import chain

from django.db import connection, transaction
from django.db.models.functions import Now

from songda.core.delivery.incidents import IncidentKind, RestoreSign
from songda.core.delivery.states import LEASE
from songda.core.evidence.canonical import Json
from songda.core.evidence.epochs import FIRST_EPOCH
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.epochs import (
    begin_epoch,
    contradiction_to,
    current_epoch,
    database_identity,
    outside_homes,
    raise_mark,
)
from songda.records.ground.evidence.models import Checkpoint, LogEpoch
from songda.records.ground.evidence.premises import told_streams
from songda.records.ground.incidents.actions import Trouble, begin_incident
from songda.records.ground.restores.models import LostHandOver, Quarantine
from songda.records.service.attempts.models import Attempt, Lease
from songda.records.service.attempts.restored.hold import hold, keep_lost_calls, unknown_calls
from songda.trust.outside.homes import Homes, of_each, read_marks
from songda.trust.outside.journal import files, gone_out, last_lines, read_journal
from songda.trust.outside.lines import HandOver, NoticeCall
from songda.trust.outside.mark import HighWaterMark

log = logging.getLogger("songda.worker")
CHUNK = 1_000
# What is written only of a try that somebody took in hand.
_HANDED_OVER = tuple(f"attempt.{what}" for what in ("sent", "refused", "unknown", "arrived", "failed", "bounced"))
PROBED = 100  # of the newest hand-overs that the database knows: a whole journal knows them too
# One at a time; the web, which writes nothing here, cannot lock it first.
_LOCK = "LOCK TABLE restores_losthandover IN SHARE UPDATE EXCLUSIVE MODE"
_SKIP = "SELECT count(nextval('attempts_attempt_id_seq')) FROM generate_series(1, %s)"
# So many numbers of tries are left out: for what was planned and not handed over; where nobody knows how many.
LEFT_OUT, GAP = 1_000, 100_000
CLOCKS_APART = timedelta(seconds=10)  # at most, of the machines that sign and send
LOOKED_AT = 200  # of the last lines of a journal


@dataclass(frozen=True)
class RestoreDetails:
    """What somebody says of a restore: the newest checkpoint that was kept outside, and that the journal is lost."""

    seen: tuple[int, str] | None = None
    is_journal_lost: bool = False


def recognise(now: datetime, details: RestoreDetails | None = None) -> LogEpoch:
    """The epoch of the log that goes on; a new one, under quarantine, when the database was put back.

    Raises ValueError and OSError where what lies outside cannot be read: then nothing may be sent.
    """
    with transaction.atomic():  # one transaction for a handful of questions, every two seconds
        seen, epoch = sign_of_restore(), current_epoch()
    if seen is None and details is None and epoch is not None:
        return epoch
    epoch = _begin(now, details)
    raise_mark()
    return epoch


@transaction.atomic
def _begin(now: datetime, details: RestoreDetails | None) -> LogEpoch:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
    seen, epoch = sign_of_restore(), current_epoch()  # another worker may have been first
    if seen is None and details is None:
        return epoch or begin_epoch(FIRST_EPOCH, None, now)
    return _go_on_after_restore(seen or SeenSign(RestoreSign.TOLD, ""), details or RestoreDetails(), now)


@dataclass(frozen=True)
class SeenSign:
    """By what a restore shows, in words for whoever looks after the machine."""

    sign: RestoreSign
    detail: str


def sign_of_restore(homes: Homes = ()) -> SeenSign | None:
    """What shows that it was put back; None: nothing does. Raises ValueError, OSError where no home can be read.

    What lies outside is read first: it is always written after what stands in the database.
    """
    homes = homes or outside_homes()
    marks, (journals, _) = read_marks(homes), of_each(homes, lambda home: last_lines(home, LOOKED_AT))
    lines = list(dict.fromkeys(chain.from_iterable(journals)))
    epoch = current_epoch()
    if epoch is None:
        known = bool(marks) or any(of_each(homes, files)[0])
        return (
            SeenSign(RestoreSign.BEHIND_MARK, "outside this log is known, the database never had a worker")
            if known
            else None
        )
    if (identity := database_identity()) != epoch.database:
        return SeenSign(RestoreSign.OTHER_DATABASE, f"it was written to as {epoch.database}, and is {identity}")
    if not marks and has_worked() and not has_company():
        where = " or ".join(map(str, homes))
        return SeenSign(RestoreSign.NOTHING_OUTSIDE, f"no high-water mark is in {where}")
    if why := contradiction_to(marks):
        return SeenSign(RestoreSign.BEHIND_MARK, why)
    since = _last_signed()  # asked once: with each beat as many as two hundred lines are looked at
    return _behind_journal([line for line in lines if line.epoch == epoch.number and line.at > since])


def _last_signed() -> datetime:
    """What was written down before this stood in the database when its newest checkpoint was signed.

    Whatever rows say of it now: a database that was put back lost that checkpoint too.
    """
    signed = Checkpoint.objects.order_by("-size").values_list("at", flat=True).first()
    return signed - CLOCKS_APART if signed else datetime.min.replace(tzinfo=UTC)


def _behind_journal(lines: Sequence[HandOver | NoticeCall]) -> SeenSign | None:
    if lost := unknown_of([line for line in lines if isinstance(line, HandOver)]):
        return SeenSign(RestoreSign.BEHIND_JOURNAL, f"at least {len(lost)} messages were handed over since")
    if rung := unknown_calls([line for line in lines if isinstance(line, NoticeCall)]):
        return SeenSign(RestoreSign.BEHIND_JOURNAL, f"at least {len(rung)} calls were placed since")
    return None


def unknown_of(lines: list[HandOver]) -> list[HandOver]:
    """Those of which the database does not know that somebody took them in hand: neither their row nor the log says it.

    A row that says nothing any more, of what the log tells, was changed; a database that was put back lost both.
    """
    if not lines:
        return []
    refs = [line.trace.ref for line in lines]
    taken = Attempt.objects.filter(id__in=refs).exclude(claimed_at=None)
    known = {(number, bytes(to)) for number, to in taken.values_list("id", "to_index")}
    lost = [line for line in lines if (line.trace.ref, line.trace.to) not in known]
    told = told_streams([f"attempt:{line.trace.ref}" for line in lost], _HANDED_OVER)
    return [line for line in lost if f"attempt:{line.trace.ref}" not in told]


def has_worked() -> bool:
    """Whether anything was signed or sent, so that there must be something outside."""
    return Checkpoint.objects.exists() or Attempt.objects.exclude(claimed_at=None).exists()


def has_company() -> bool:
    """Whether another worker lives, on another machine perhaps, which keeps mark and journal of its own."""
    return Lease.objects.filter(lost_at=None, renewed_at__gt=Now() - LEASE).exists()


def _go_on_after_restore(seen: SeenSign, details: RestoreDetails, now: datetime) -> LogEpoch:
    homes, signed = outside_homes(), _last_signed()
    mark = max(read_marks(homes), key=lambda each: (each.epoch, each.size), default=None)
    told = [] if details.is_journal_lost else of_each(homes, lambda home: gone_out(read_journal(home)))[0]
    newest = {one.key: one for one in sorted(chain.from_iterable(told), key=lambda one: one.at)}.values()
    lines = [one for one in newest if isinstance(one, HandOver)]
    calls = [one for one in newest if isinstance(one, NoticeCall)]
    since = {frozenset(one.key for one in each if one.at > signed) for each in told}
    before = current_epoch()
    written = [*(line.epoch for line in lines), *(line.epoch for line in calls)]
    last = max([before.number if before else FIRST_EPOCH, mark.epoch if mark else 0, *written])
    epoch = begin_epoch(last + 1, _seen(mark, details), now)
    is_whole = len(told) == len(homes) and len(since) == 1 and _is_whole(lines, mark)  # no home had a gap
    Quarantine.objects.filter(ended_at=None).update(ended_at=now)  # a restore during a quarantine: this one goes on
    Quarantine.objects.create(
        epoch=epoch.number, sign=seen.sign, detail=seen.detail[:300], is_journal_whole=is_whole, begun_at=now
    )
    lost = _keep_lost(lines, epoch.number)
    keep_lost_calls(calls, epoch.number)
    _skip_numbers(lines, is_whole=is_whole)
    begin_incident(Trouble(IncidentKind.RESTORED, detail=seen.detail), lost, now)
    record([_begun(epoch, seen, now, lost=lost, is_whole=is_whole), _continued(epoch, now)], now)
    hold(now)
    log.error("the database was put back to an earlier day (%s): nothing is sent; %s", seen.sign, seen.detail)
    return epoch


def _seen(mark: HighWaterMark | None, details: RestoreDetails) -> tuple[int, str] | None:
    """The newest checkpoint that is known outside."""
    marked = (mark.size, mark.note) if mark and mark.note else None
    known = [one for one in (marked, details.seen) if one]
    return max(known) if known else None


def _is_whole(lines: Sequence[HandOver], mark: HighWaterMark | None) -> bool:
    """Whether the journal knows everything: it lies beside the mark, and misses nothing that the database knows.

    Without the mark nobody can tell how far the journal should reach.
    """
    if mark is None:
        return False
    handed = Attempt.objects.exclude(submitted_at=None).exclude(state="pending").order_by("-submitted_at")
    known = {line.trace.ref for line in lines}
    return known.issuperset(handed.values_list("id", flat=True)[:PROBED])


def _keep_lost(lines: Sequence[HandOver], epoch: int) -> int:
    count = 0
    for start in range(0, len(lines), CHUNK):
        rows = list(_lost(lines[start : start + CHUNK], epoch))
        LostHandOver.objects.bulk_create(rows)
        count += len(rows)
    return count


def _lost(lines: Sequence[HandOver], epoch: int) -> Iterator[LostHandOver]:
    settled = Attempt.objects.filter(id__in=[line.trace.ref for line in lines])
    settled = settled.exclude(state__in=("pending", "submitting"))
    known = {(number, bytes(to)) for number, to in settled.values_list("id", "to_index")}
    for line in lines:
        trace = line.trace
        if (trace.ref, trace.to) not in known:
            yield LostHandOver(
                epoch=epoch,
                ref=trace.ref,
                channel=trace.channel,
                envelope_id=trace.envelope,
                purpose=trace.purpose,
                n=trace.n,
                to_index=trace.to,
                order_mark=trace.order,
                at=line.at,
            )


def _skip_numbers(lines: Sequence[HandOver], *, is_whole: bool) -> None:
    """No try bears a number that a lost one bore: a late report on that one would be taken for this one's."""
    newest = Attempt.objects.order_by("-id").values_list("id", flat=True).first() or 0
    beyond = max([0, *(line.trace.ref - newest for line in lines)])
    with connection.cursor() as cursor:
        cursor.execute(_SKIP, [beyond + (LEFT_OUT if is_whole else GAP)])


def _begun(epoch: LogEpoch, seen: SeenSign, now: datetime, *, lost: int, is_whole: bool) -> NewEvent:
    data: dict[str, Json] = {
        "epoch": epoch.number,
        "database": epoch.database,
        "sign": seen.sign.value,
        "is_journal_whole": is_whole,
        "lost_hand_overs": lost,
    }
    return NewEvent("quarantine.begun", f"quarantine:{epoch.number}", None, now, "engine", data)


def _continued(epoch: LogEpoch, now: datetime) -> NewEvent:
    data: dict[str, Json] = {
        "epoch": epoch.number,
        "size": epoch.size,
        "seen_size": epoch.seen_size,
        "seen_sha256": sha256(epoch.seen_note.encode()).hexdigest() if epoch.seen_note else None,
    }
    return NewEvent("log.continued", f"quarantine:{epoch.number}", None, now, "engine", data)
