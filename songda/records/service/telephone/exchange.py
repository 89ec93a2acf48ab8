"""What the telephone system is to be asked, and what it saw.

It is asked to dial numbers, end calls and give recordings, and after calls of which nothing was heard. What it saw goes
on record at once, each thing once, however often it is told. One process of an installation listens to it.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from songda.core.delivery.line import SIGHTS, seen_anew
from songda.core.evidence.canonical import Json
from songda.records.ground.evidence.actions import record
from songda.records.ground.queue import ask
from songda.records.service.telephone.dialling import PROVIDER, QUEUE, dial_event, may_ring
from songda.records.service.telephone.models import NEVER_CAME, RECORDER_FAILED, TOLD_AS_MISSING, Dial
from songda.telephony.contract import Dialling, LineEvent, Notice, SeenEvent
from songda.trust.sealing import SealError

log = logging.getLogger(__name__)

TAPE_AFTER = timedelta(seconds=20)  # a recording that is not told by then is asked for
LONGEST_WAIT = timedelta(minutes=10)
FORGOTTEN = timedelta(hours=2)  # a call that lasts so long is looked at

_EVENT = {
    LineEvent.DESK_ANSWERED: "call.desk_answered",
    LineEvent.RINGING: "call.ringing",
    LineEvent.EARLY_SOUND: "call.early_sound",
    LineEvent.ANSWERED: "call.answered",
    LineEvent.MACHINE: "call.machine_suspected",
    LineEvent.PLAYED: "call.notice_played",
    LineEvent.DIGIT: "call.digit_pressed",
    LineEvent.ENDED: "call.ended",
}
_COLUMN = {sight: SIGHTS[name][0] for sight, name in _EVENT.items()} | {LineEvent.RECORDED: "taped_at"}
LISTENER_CHANNEL: Final = "songda_telephone"  # where the listener is told that something waits
TAKE_LISTENER_LOCK: Final = "SELECT pg_try_advisory_lock(%s, %s)"
_HELD: Final = """
    SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
    WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND objsubid = 2 AND granted
      AND datname = current_database()"""


@dataclass(frozen=True)
class WaitingNotice:
    """A notice that waits, still to be made into sound; `to` is the keyed hash of the number."""

    notice: Notice
    text: str
    language: str
    dial: UUID
    to: bytes


def wanted_of(dial: Dial) -> Dialling | Notice:
    """What the telephone system is asked, with all that is known already; the sound of a notice is not made here."""
    seen = frozenset(sight for sight, column in _COLUMN.items() if getattr(dial, column) is not None)
    if dial.is_notice:
        return Notice(dial.ref, dial.address.value, b"", seen)
    return Dialling(dial.ref, dial.extension, dial.address.value, seen)


def take_wanted(now: datetime) -> list[Dialling]:
    """Every number that waits, each given out once: that it was is committed before the first byte goes out."""
    return [each for _, each in _readable(_taken("talk", now), now) if isinstance(each, Dialling)]


def take_notices(now: datetime) -> list[WaitingNotice]:
    """Every notice that waits, each given out once."""
    return [
        WaitingNotice(each, dial.spoken, dial.language, dial.id, bytes(dial.address.value_index))
        for dial, each in _readable(_taken("notice", now), now)
        if isinstance(each, Notice)
    ]


def came_too_late(now: datetime) -> list[str]:
    """Every number that waited until nobody may be rung any more: the worker was away, or something held it up."""
    return [dial.ref for dial in _dials(sent_at=None, ended_at=None) if not may_ring(dial, now)]


@transaction.atomic
def _taken(kind: str, now: datetime) -> list[Dial]:
    waiting = _dials(sent_at=None, ended_at=None, kind=kind).select_for_update(skip_locked=True, of=("self",))
    dials = [dial for dial in waiting.order_by("asked_at") if may_ring(dial, now)]
    Dial.objects.filter(id__in=[dial.id for dial in dials]).update(sent_at=now)
    return dials


@transaction.atomic
def take_hang_ups(now: datetime) -> list[str]:
    """Every call that somebody wants ended."""
    due = _dials(hung_up_at=None, hang_up_at__isnull=False, ended_at=None, sent_at__isnull=False)
    dials = list(due.select_for_update(skip_locked=True, of=("self",)))
    Dial.objects.filter(id__in=[dial.id for dial in dials]).update(hung_up_at=now)
    return [dial.ref for dial in dials]


def to_look_after(now: datetime, *, everything: bool) -> list[Dialling | Notice]:
    """Calls whose end or recording should have been told by now; `everything` that runs, where a worker begins."""
    running = _dials(sent_at__isnull=False, ended_at=None)
    if not everything:
        running = running.filter(sent_at__lte=now - FORGOTTEN)
    late = _dials(ended_at__lte=now - TAPE_AFTER, answered_at__isnull=False, taped_at=None, no_recording="")
    return [each for _, each in _readable((*running, *late), now)]


def _readable(dials: Iterable[Dial], now: datetime) -> list[tuple[Dial, Dialling | Notice]]:
    """With what the system is asked; a call whose number cannot be opened counts as not begun, and stops no other."""
    found = []
    for dial in dials:
        try:
            found.append((dial, wanted_of(dial)))
        except SealError:
            log.error("the number of call %s cannot be opened", dial.ref)  # noqa: TRY400 - the word says it all
            note_not_begun(dial.ref, "the number cannot be opened", now)
    return found


def to_fetch() -> list[Dial]:
    """Calls whose recording is there and not kept yet."""
    return list(_dials(taped_at__isnull=False, recording=None, no_recording="").order_by("taped_at"))


def note_copy(dial: Dial, now: datetime) -> None:
    """What the system has of this call is to go. Call it inside the transaction that keeps or refuses the recording:
    whoever dies before it went leaves it to the next one."""
    Dial.objects.filter(id=dial.id).update(copy_since=now)


def copies_to_discard() -> list[str]:
    """The calls whose copies at the telephone system are to go."""
    return [dial.ref for dial in Dial.objects.exclude(copy_since=None).order_by("copy_since")]


def note_discarded(ref: str) -> None:
    """The system has nothing of this call any more."""
    Dial.objects.filter(id=ref).update(copy_since=None)


@transaction.atomic
def note_not_begun(ref: str, why: str, now: datetime) -> bool:
    """The telephone system would not begin: nobody was rung, and it says nothing about the number."""
    dial = _dials(id=ref, ended_at=None).select_for_update(of=("self",)).first()
    if dial is not None:
        Dial.objects.filter(id=dial.id).update(ended_at=now, line="trouble")
        record([dial_event("call.ended", dial, now, line="trouble", detail=why)], now)
    return dial is not None


@transaction.atomic
def give_up_tapes(now: datetime) -> int:
    """Recordings that never came: somebody must say why there is none, or upload what the recorder has."""
    late = _dials(ended_at__lte=now - LONGEST_WAIT, answered_at__isnull=False, recording=None, no_recording="")
    return note_no_recording(late.select_for_update(skip_locked=True, of=("self",)), NEVER_CAME, now)


def note_no_recording(dials: Iterable[Dial], why: str, now: datetime) -> int:
    """No recording came of these calls. Call it inside a transaction."""
    found = list(dials)
    Dial.objects.filter(id__in=[dial.id for dial in found]).update(no_recording=why)
    record([dial_event("recording.missed", dial, now, reason=why) for dial in found], now)
    return len(found)


def _dials(**conditions: object) -> QuerySet[Dial]:
    return Dial.objects.filter(**conditions).select_related("party__case__court", "address")


@transaction.atomic
def note_seen(seen: SeenEvent, now: datetime) -> bool:
    """Keep one thing that was seen; whether it changed what is known of the line."""
    dials = Dial.objects.select_related("party__case").select_for_update(of=("self",))
    dial = dials.filter(id=seen.ref).first()
    if dial is None:
        return False
    if seen.what in _EVENT:
        return _note_line(dial, seen, now)
    if seen.what is LineEvent.NOT_RECORDED:
        if not dial.no_recording and dial.taped_at is None:
            note_no_recording([dial], RECORDER_FAILED, now)
    elif dial.taped_at is None:
        # It is there after all: the order in which the two were told decides nothing.
        taken_back = {"no_recording": ""} if dial.no_recording in TOLD_AS_MISSING else {}
        Dial.objects.filter(id=dial.id).update(taped_at=seen.at, **taken_back)
        ask("telephone.dial", QUEUE)
    return False


def _note_line(dial: Dial, seen: SeenEvent, now: datetime) -> bool:
    """A digit says that a notice was heard by whoever held the telephone: neither consent nor receipt."""
    if seen.what is LineEvent.DIGIT and not dial.is_notice:
        return False
    data: dict[str, Json] = {"asked_again": True} if seen.by_enquiry else {}
    if seen.what is LineEvent.DIGIT:
        data["digit"] = seen.digit
    if seen.what is LineEvent.ENDED:
        assert seen.line is not None  # noqa: S101 - an end comes with the state of the line
        heard: Json = sorted(seen.heard) if seen.heard is not None else None
        data |= {"line": seen.line.value, "cause": seen.cause, "heard": heard}
    changed = seen_anew(_EVENT[seen.what], vars(dial), seen.at, data)
    if changed:
        Dial.objects.filter(id=dial.id).update(**changed)
        record([dial_event(_EVENT[seen.what], dial, seen.at, PROVIDER, **data)], now)
    return bool(changed)


# Who of an installation listens to the telephone system: whoever holds one lock of the database, and nobody else.
#
# The lock belongs to a session, so the database takes it back by itself when the process that held it is gone.

LISTENER_LOCK: Final = (0x50DA, 0x7E1E)  # two numbers by which the database knows the lock


def is_listened_to() -> bool:
    """Whether some process listens now."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, LISTENER_LOCK)
        return bool(cursor.fetchone()[0])


def wake_listener() -> None:
    """Tell whoever listens that a number waits, a call is to end, or a recording is there."""
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {LISTENER_CHANNEL}")
