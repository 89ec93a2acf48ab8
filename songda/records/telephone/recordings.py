"""Recordings are listened to, sealed, and bound to their call; what is no recording is refused with the reason."""

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from songda.clock import new_id
from songda.core.refusal import Refused
from songda.core.words import Sentences
from songda.records import vault
from songda.records.evidence.actions import NewEvent, record
from songda.records.parties.models import Party
from songda.records.telephone.due import note_untaped
from songda.records.telephone.events import recording_event
from songda.records.telephone.models import Dial, Recording
from songda.trust.sound import Limits, SoundFindings, listen


@dataclass(frozen=True)
class RecordingDraft:
    """A recording as it comes in: fetched for a dial, or uploaded by hand."""

    party: Party
    body: bytes = field(repr=False)
    dial: Dial | None = None


def keep_recording(draft: RecordingDraft, by: str, now: datetime) -> Recording:
    """Keep one recording; Refused where nothing can be heard in it, or where it is that of another call."""
    found = listen(draft.body, limits())
    if not found.is_sound:
        raise Refused("recording_unfit", reasons=Sentences(found.refusals))
    recording = _row(draft, found, by, now)
    try:
        with transaction.atomic():
            recording.save(force_insert=True)
            record([_kept(recording, found, by)], now)
    except IntegrityError:
        vault.remove_file("recordings", recording.id)
        raise Refused("recording_of_another_call") from None
    return recording


def keep_fetched(dial: Dial, body: bytes, now: datetime) -> Recording | None:
    """Keep what the telephone system gave for this dial; what is unfit is told on the call's page."""
    try:
        return keep_recording(RecordingDraft(dial.party, body, dial), "provider:telephone", now)
    except Refused as refused:
        found = listen(body, limits())
        why = found.refusals[0].code if found.refusals else refused.code
        note_missed(dial, why, now)
        return None


@transaction.atomic
def note_missed(dial: Dial, why: str, now: datetime) -> None:
    """Of this call no recording can be had."""
    note_untaped(Dial.objects.select_related("party__case").filter(id=dial.id, untaped=""), why, now)


def limits() -> Limits:
    """How large a recording may be, by the settings."""
    return Limits(size=settings.RECORDING_LIMIT_BYTES)


def _row(draft: RecordingDraft, found: SoundFindings, by: str, now: datetime) -> Recording:
    recording_id = new_id()
    return Recording(
        id=recording_id,
        party=draft.party,
        dial=draft.dial,
        sha256=found.sha256,
        size=found.size,
        form=found.form,
        length_ms=found.length_ms,
        heard_ms=found.heard_ms,
        wrapped_key=vault.store_file("recordings", recording_id, draft.body),
        kept_at=now,
        kept_by=by,
    )


def _kept(recording: Recording, found: SoundFindings, by: str) -> NewEvent:
    return recording_event(
        "recording.kept",
        recording,
        recording.kept_at,
        by,
        size=found.size,
        form=found.form,
        length_ms=found.length_ms,
        heard_ms=found.heard_ms,
    )
