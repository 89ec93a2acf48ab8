"""What the telephone system saw goes on record at once, each thing once, however often it is told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.records.delivery.telephone.dialling import QUEUE
from songda.records.delivery.telephone.due import note_untaped
from songda.records.delivery.telephone.events import PROVIDER, dial_event
from songda.records.delivery.telephone.models import Dial
from songda.records.delivery.telephone.words import RECORDER_FAILED
from songda.records.ground.evidence.actions import record
from songda.records.ground.queue import ask
from songda.telephony.contract import Seen, Sight

_EVENT: Mapping[Sight, tuple[str, str]] = {
    Sight.DESK_ANSWERED: ("desk_answered_at", "call.desk_answered"),
    Sight.RINGING: ("ringing_at", "call.ringing"),
    Sight.EARLY_SOUND: ("early_sound_at", "call.early_sound"),
    Sight.ANSWERED: ("answered_at", "call.answered"),
    Sight.MACHINE: ("machine_at", "call.machine_suspected"),
    Sight.PLAYED: ("played_at", "call.notice_played"),
    Sight.ENDED: ("ended_at", "call.ended"),
}


@transaction.atomic
def note_seen(seen: Seen, now: datetime) -> None:
    """Keep one thing that was seen; what is known already changes nothing."""
    dials = Dial.objects.select_related("party__case").select_for_update(of=("self",))
    dial = dials.filter(id=seen.ref).first()
    if dial is None:
        return
    if seen.what in _EVENT:
        _note_line(dial, seen, now)
    elif seen.what is Sight.DIGIT:
        _note_digit(dial, seen, now)
    elif seen.what is Sight.NOT_RECORDED:
        if not dial.untaped and dial.taped_at is None:
            note_untaped([dial], RECORDER_FAILED, now)
    elif dial.taped_at is None:
        Dial.objects.filter(id=dial.id).update(taped_at=seen.at)
        ask("telephone.dial", QUEUE)


def _note_line(dial: Dial, seen: Seen, now: datetime) -> None:
    column, name = _EVENT[seen.what]
    if getattr(dial, column) is not None or dial.ended_at is not None:
        return
    changed: dict[str, Any] = {column: seen.at}
    data: dict[str, Json] = {"asked_again": True} if seen.asked else {}
    if seen.what is Sight.ENDED:
        assert seen.line is not None  # noqa: S101 - an end comes with the state of the line
        heard = sorted(seen.heard) if seen.heard is not None else None
        changed |= {"line": seen.line.value, "cause": seen.cause, "heard": heard}
        data |= {"line": seen.line.value, "cause": seen.cause, "heard": list(heard) if heard is not None else None}
    Dial.objects.filter(id=dial.id).update(**changed)
    record([dial_event(name, dial, seen.at, PROVIDER, **data)], now)


def _note_digit(dial: Dial, seen: Seen, now: datetime) -> None:
    """A digit says that a notice was heard by whoever held the telephone: neither consent nor receipt."""
    if dial.kind == "notice" and not dial.digit:
        Dial.objects.filter(id=dial.id).update(digit=seen.digit)
        record([dial_event("call.digit_pressed", dial, seen.at, digit=seen.digit)], now)
