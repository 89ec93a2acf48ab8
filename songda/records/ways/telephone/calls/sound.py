"""Binds the recording to the call before that is closed: the whole talk can be heard, or somebody says why not.

A recording that did not come from the telephone system is added by hand, to a dial or to a call on record.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.parties.drafts import one_of
from songda.records.matter.parties.models import Party
from songda.records.service.calls.models import Call
from songda.records.service.telephone.models import ABSENCES, Dial, Recording
from songda.records.service.telephone.recordings import RecordingDraft, keep_recording, take_back
from songda.records.ways.telephone.calls.drafts import CallDraft
from songda.telephony import LineState

# Outcomes in which they themselves spoke, or somebody of whom the number is.
SPOKEN = frozenset({"agrees", "received", "refuses", "wants_paper", "has_lawyer", "wants_helper", "wrong_person"})
UNANSWERED = frozenset({"unreachable", "call_again"})  # what can come of a dial that nobody took
SAYS_NOTHING = frozenset({LineState.TROUBLE, LineState.UNKNOWN})  # of whether somebody took it
SLACK_MS = 3_000  # a recorder needs a moment to begin
MINUTE_MS = 60_000
LONGEST_CALL_MINUTES = 600


@dataclass(frozen=True)
class Sound:
    """What there is of a call beside the clerk's words."""

    dial: Dial | None
    recording: Recording | None
    absence: str

    @property
    def event_data(self) -> dict[str, Json]:
        """As the event tells it."""
        return {
            "dial": str(self.dial.id) if self.dial else None,
            "recording": str(self.recording.id) if self.recording else None,
            "recording_sha256": self.recording.sha256_hex if self.recording else None,
            "no_recording": self.absence or None,
        }


def bind_sound(party: Party, draft: CallDraft) -> Sound:
    """The dial and the recording of this very call; Refused where one is missing, of another call, or too short."""
    if draft.no_recording:
        one_of("no_recording", draft.no_recording, ABSENCES)
    dial = _dial(party, draft)
    if dial is not None and was_not_taken(dial) and draft.outcome not in UNANSWERED:
        raise WrongField("outcome", "line_unanswered")
    recording = _recording(party, draft, dial)
    sound = Sound(dial, recording, draft.no_recording)
    if not sound.absence:
        _require(sound, draft)
    return sound


def call_of(dial: Dial) -> Call | None:
    """What came of a dial, as the clerk told it last; a call that was struck was never told."""
    return Call.objects.filter(dial=dial, struck_at=None).select_related("caller").first()


def _dial(party: Party, draft: CallDraft) -> Dial | None:
    """A dial that runs is no call yet; one that was told already is that call's."""
    if draft.dial_id is None:
        return None
    dial = party.dials.select_for_update(of=("self",)).filter(id=draft.dial_id).first()
    if dial is None or dial.is_notice or dial.address_id != draft.address_id:
        raise Refused("dial_of_another_call")
    if dial.ended_at is None:
        raise Refused("call_still_runs")
    if call_of(dial) is not None:
        raise Refused("call_told_already")
    return dial


def was_not_taken(dial: Dial) -> bool:
    """Whether the line knows that nobody answered."""
    return dial.answered_at is None and dial.line not in SAYS_NOTHING


def _recording(party: Party, draft: CallDraft, dial: Dial | None) -> Recording | None:
    """What was fetched for the dial is its recording and no other; else what was uploaded for this party."""
    fetched = party.recordings.filter(dial=dial).first() if dial else None
    if fetched is not None or draft.recording_id is None:
        return fetched
    uploaded = party.recordings.filter(id=draft.recording_id, dial=None).first()
    if uploaded is None or uploaded.calls.filter(struck_at=None).exists():
        raise Refused("recording_of_another_call")
    return uploaded


def _require(sound: Sound, draft: CallDraft) -> None:
    was_answered = sound.dial is not None and sound.dial.answered_at is not None
    if sound.recording is None:
        if was_answered and sound.dial is not None and not sound.dial.no_recording:
            raise Refused("recording_awaited")
        if was_answered or draft.outcome in SPOKEN:
            raise Refused("recording_missing")
        return
    refuse_shorter(sound.recording, talk_ms_of(sound.dial, draft.minutes))


def minutes_of(draft: CallDraft, dial: Dial | None) -> int | None:
    """How long it took, a begun minute counted: as the line tells where there is one, else as somebody counted."""
    return draft.minutes if dial is None else -(-dial.talk_ms // MINUTE_MS)


def check_times(draft: CallDraft, dial: Dial | None, now: datetime) -> None:
    """Nobody counts otherwise than the line did, nor longer than since the call began; raises WrongField."""
    if dial is not None and draft.at != dial.began_at:
        raise WrongField("at", "begun_as_line_saw")
    if draft.minutes is None:
        return
    if dial is not None and draft.minutes != minutes_of(draft, dial):
        raise WrongField("minutes", "minutes_of_line", line=minutes_of(draft, dial) or 0)
    if not 0 <= draft.minutes <= LONGEST_CALL_MINUTES:
        raise WrongField("minutes", "wrong_minutes")
    if draft.at + timedelta(minutes=draft.minutes - 1) > now:  # a begun minute is counted
        raise WrongField("minutes", "longer_than_since")


def talk_ms_of(dial: Dial | None, minutes: int | None) -> int:
    """How long was spoken at least: as the line tells, or as somebody counted; a begun minute is counted."""
    return dial.talk_ms if dial else max(0, (minutes or 0) - 1) * MINUTE_MS


def refuse_shorter(recording: Recording, talked_ms: int) -> None:
    """Refused where the recording does not hold the whole talk."""
    if recording.length_ms + SLACK_MS < talked_ms:
        recorded = recording.length_ms // 1000
        raise Refused("recording_too_short", recorded=recorded, talked=talked_ms // 1000)


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
        Dial.objects.filter(id=dial.id).update(no_recording="")
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
