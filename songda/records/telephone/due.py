"""What the telephone system is to be asked: numbers to dial, calls to end, recordings to fetch, calls to look after."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from songda.records.evidence.actions import record
from songda.records.telephone.events import dial_event
from songda.records.telephone.models import Dial
from songda.telephony.contract import Dialling, Sight

TAPE_AFTER = timedelta(seconds=20)  # a recording that is not told by then is asked for
LONGEST_WAIT = timedelta(minutes=10)
FORGOTTEN = timedelta(hours=2)  # a call that lasts so long is looked at

_COLUMN = {
    Sight.DESK_ANSWERED: "desk_answered_at",
    Sight.RINGING: "ringing_at",
    Sight.EARLY_SOUND: "early_sound_at",
    Sight.ANSWERED: "answered_at",
    Sight.ENDED: "ended_at",
    Sight.RECORDED: "taped_at",
}


def dialling(dial: Dial) -> Dialling:
    """What the telephone system is asked, with all that is known already."""
    seen = frozenset(sight for sight, column in _COLUMN.items() if getattr(dial, column) is not None)
    return Dialling(dial.ref, dial.extension, dial.address.value, seen)


@transaction.atomic
def take_wanted(now: datetime) -> list[Dialling]:
    """Every number that waits, each given out once: that it was is committed before the first byte goes out."""
    waiting = _dials(sent_at=None, ended_at=None, kind="talk").select_for_update(skip_locked=True, of=("self",))
    dials = list(waiting.order_by("asked_at"))
    Dial.objects.filter(id__in=[dial.id for dial in dials]).update(sent_at=now)
    return [dialling(dial) for dial in dials]


@transaction.atomic
def take_hang_ups(now: datetime) -> list[str]:
    """Every call that somebody wants ended."""
    asked = _dials(hung_up_at=None, hang_up_at__isnull=False, ended_at=None, sent_at__isnull=False)
    dials = list(asked.select_for_update(skip_locked=True, of=("self",)))
    Dial.objects.filter(id__in=[dial.id for dial in dials]).update(hung_up_at=now)
    return [dial.ref for dial in dials]


def to_look_after(now: datetime, *, everything: bool) -> list[Dialling]:
    """Calls whose end or recording should have been told by now; `everything` that runs, where a worker begins."""
    running = _dials(sent_at__isnull=False, ended_at=None)
    if not everything:
        running = running.filter(sent_at__lte=now - FORGOTTEN)
    late = _dials(ended_at__lte=now - TAPE_AFTER, answered_at__isnull=False, taped_at=None, untaped="")
    return [dialling(dial) for dial in (*running, *late)]


def to_fetch() -> list[Dial]:
    """Calls whose recording is there and not kept yet."""
    return list(_dials(taped_at__isnull=False, recording=None, untaped="").order_by("taped_at"))


@transaction.atomic
def note_not_begun(ref: str, why: str, now: datetime) -> None:
    """The telephone system would not begin: nobody was rung, and it says nothing about the number."""
    dial = _dials(id=ref, ended_at=None).select_for_update(of=("self",)).first()
    if dial is not None:
        Dial.objects.filter(id=dial.id).update(ended_at=now, line="trouble")
        record([dial_event("call.ended", dial, now, line="trouble", detail=why)], now)


@transaction.atomic
def give_up_tapes(now: datetime) -> int:
    """Recordings that never came: somebody must say why there is none, or upload what the recorder has."""
    late = _dials(ended_at__lte=now - LONGEST_WAIT, answered_at__isnull=False, recording=None, untaped="")
    return note_untaped(late.select_for_update(skip_locked=True, of=("self",)), "never_came", now)


def note_untaped(dials: Iterable[Dial], why: str, now: datetime) -> int:
    """No recording came of these calls. Call it inside a transaction."""
    found = list(dials)
    Dial.objects.filter(id__in=[dial.id for dial in found]).update(untaped=why)
    record([dial_event("recording.missed", dial, now, reason=why) for dial in found], now)
    return len(found)


def _dials(**conditions: object) -> QuerySet[Dial]:
    return Dial.objects.filter(**conditions).select_related("party__case", "address")
