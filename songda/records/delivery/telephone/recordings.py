"""Recordings are listened to, sealed, and bound to their call; what is no recording is refused with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from songda.core.refusal import Refused
from songda.core.words import Sentences
from songda.records.delivery.telephone.due import note_untaped
from songda.records.delivery.telephone.events import PROVIDER, recording_event
from songda.records.delivery.telephone.incoming import Incoming, OverfullError
from songda.records.delivery.telephone.models import Dial, Recording
from songda.records.delivery.telephone.words import OF_ANOTHER_CALL
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.parties.models import Party
from songda.trust.sound import Limits, SoundFindings, listen_to, too_large


class DecoderMissingError(Exception):
    """Nothing can be listened to on this machine: that is no fault of a recording."""


@dataclass(frozen=True)
class RecordingDraft:
    """A recording as it comes in, in pieces of any size: uploaded for a party, for one of their dials or for none."""

    party: Party
    pieces: Iterable[bytes] = field(repr=False)
    dial: Dial | None = None


def keep_recording(draft: RecordingDraft, by: str, now: datetime) -> Recording:
    """Keep one recording; Refused where nothing can be heard in it, or where it is that of another call."""
    try:
        incoming = Incoming.of(draft.pieces, limits().size)
    except OverfullError:
        raise Refused("recording_unfit", reasons=Sentences((too_large(limits()),))) from None
    found = _heard(incoming)
    if not found.is_sound:
        incoming.throw_away()
        raise Refused("recording_unfit", reasons=Sentences(found.refusals))
    return _keep(_row(draft.party, draft.dial, incoming, found), incoming, found, by, now)


def keep_fetched(dial: Dial, incoming: Incoming, now: datetime) -> Recording | None:
    """Keep what the telephone system gave for this dial; what is unfit is told on the call's page.

    DecoderMissingError: it must stay at the telephone system until somebody can listen to it here.
    """
    found = _heard(incoming)
    if not found.is_sound:
        incoming.throw_away()
        if found.is_unheard:
            raise DecoderMissingError(found.refusals[0].detail)
        note_missed(dial, found.refusals[0].code, now)
        return None
    try:
        return _keep(_row(dial.party, dial, incoming, found), incoming, found, PROVIDER, now)
    except Refused:
        note_missed(dial, OF_ANOTHER_CALL, now)
        return None


def _heard(incoming: Incoming) -> SoundFindings:
    try:
        return listen_to(incoming, limits())
    except BaseException:
        incoming.throw_away()
        raise


def _keep(recording: Recording, incoming: Incoming, found: SoundFindings, by: str, now: datetime) -> Recording:
    recording.kept_by, recording.kept_at = by, now
    try:
        with transaction.atomic():
            recording.save(force_insert=True)
            record([_kept(recording, found, by)], now)
    except IntegrityError:
        incoming.throw_away()
        raise Refused("recording_of_another_call") from None
    except BaseException:
        incoming.throw_away()
        raise
    return recording


def take_back(recording: Recording) -> None:
    """Remove the file of a recording whose row the caller's transaction takes back."""
    vault.remove_file("recordings", recording.id)


@transaction.atomic
def note_missed(dial: Dial, why: str, now: datetime) -> None:
    """Of this call no recording can be had; nothing is noted where one is kept already."""
    note_untaped(Dial.objects.select_related("party__case").filter(id=dial.id, untaped="", recording=None), why, now)


def limits() -> Limits:
    """How large a recording may be, by the settings."""
    return Limits(size=settings.RECORDING_LIMIT_BYTES)


def _row(party: Party, dial: Dial | None, incoming: Incoming, found: SoundFindings) -> Recording:
    return Recording(
        id=incoming.id,
        party=party,
        dial=dial,
        sha256=found.sha256,
        size=found.size,
        form=found.form,
        length_ms=found.length_ms,
        heard_ms=found.heard_ms,
        wrapped_key=incoming.wrapped_key,
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
