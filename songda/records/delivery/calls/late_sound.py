"""A recording that did not come from the telephone system: that of a dial, or of a call on record."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.records.delivery.calls.models import Call
from songda.records.delivery.calls.sound import refuse_shorter, talk_ms_of
from songda.records.delivery.telephone.models import Dial, Recording
from songda.records.delivery.telephone.recordings import RecordingDraft, keep_recording, take_back
from songda.records.ground.evidence.actions import NewEvent, record


def add_to_dial(dial: Dial, pieces: Iterable[bytes], by: str, now: datetime) -> Recording:
    """Keep the recording of an answered dial; Refused where it has one, runs still, or the sound is too short."""
    if dial.ended_at is None:
        raise Refused("call_still_runs")
    if dial.answered_at is None:
        raise Refused("nothing_was_spoken")
    if Recording.objects.filter(dial=dial).exists():
        raise Refused("recording_there_already")
    with transaction.atomic():
        kept = keep_recording(RecordingDraft(dial.party, pieces, dial), by, now)
        _refuse_or_take_back(kept, dial.talk_ms)
        Dial.objects.filter(id=dial.id).update(untaped="")
    return kept


def add_to_call(call: Call, pieces: Iterable[bytes], by: str, now: datetime) -> Recording:
    """Keep the recording of a call that was closed with a reason why there was none; the reason stays on record."""
    if call.struck_at is not None:
        raise Refused("call_was_struck")
    if call.recording_id is not None:
        raise Refused("recording_there_already")
    with transaction.atomic():
        kept = keep_recording(RecordingDraft(call.party, pieces, call.dial), by, now)
        _refuse_or_take_back(kept, talk_ms_of(call.dial, call.minutes))
        Call.objects.filter(id=call.id).update(recording=kept)
        record([_added(call, kept, by, now)], now)
    return kept


def _refuse_or_take_back(kept: Recording, talked_ms: int) -> None:
    try:
        refuse_shorter(kept, talked_ms)
    except Refused:
        take_back(kept)
        raise


def _added(call: Call, kept: Recording, by: str, now: datetime) -> NewEvent:
    data: dict[str, Json] = {"call": str(call.id), "recording": str(kept.id), "sha256": kept.sha256_hex}
    return NewEvent("recording.added", f"party:{call.party_id}", call.party.case_id, now, by, data)
