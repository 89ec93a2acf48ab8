"""Recordings of calls: taken in sealed, listened to, bound to their call, played, erased.

What is no recording is refused with the reason. Each playing is on record, with who listened. After the time of keeping
the file and its key go; the hash and the events stay.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from songda.clock import new_id
from songda.core.evidence.canonical import Json
from songda.core.evidence.readings import Door, door_of
from songda.core.refusal import Refused
from songda.core.words import Sentences
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.showing import reading_data
from songda.records.service.telephone.dialling import PROVIDER
from songda.records.service.telephone.exchange import note_copy, note_no_recording
from songda.records.service.telephone.models import OF_ANOTHER_CALL, Dial, Recording
from songda.trust.sound import Limits, SoundFindings, listen_to, too_large
from songda.trust.sound.sources import LARGEST_PART

ONE_HEARING = timedelta(minutes=10)  # a player asks for one recording in many parts


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


class OverfullError(Exception):
    """More came in than may be kept."""


class Incoming:
    """One recording; it is begun, taken, ended, and then read. Whoever does not keep it throws it away."""

    def __init__(self, most: int) -> None:
        self.id, self.size, self._most = new_id(), 0, most
        self._hash, self._file = hashlib.sha256(), vault.begin_file("recordings", self.id)
        self.wrapped_key = b""

    @classmethod
    def of(cls, pieces: Iterable[bytes], most: int) -> Self:
        """All of it, ended; OverfullError where it is too large, and then nothing of it is left."""
        made = cls(most)
        try:
            for piece in pieces:
                made.take(piece)
            made.end()
        except BaseException:
            made.throw_away()
            raise
        return made

    def take(self, piece: bytes) -> None:
        self.size += len(piece)
        if self.size > self._most:
            raise OverfullError
        self._hash.update(piece)
        for start in range(0, len(piece), LARGEST_PART):
            self._file.write(piece[start : start + LARGEST_PART])

    def end(self) -> None:
        self.wrapped_key = vault.finish_file(self._file, "recordings", self.id)

    @property
    def sha256(self) -> bytes:
        return self._hash.digest()

    def read(self, start: int, stop: int) -> bytes:
        """Some of it, once it was ended."""
        stop = min(stop, self.size)
        return vault.read_part("recordings", self.id, self.wrapped_key, (min(start, stop), stop))

    def throw_away(self) -> None:
        """Leave nothing of it behind."""
        self._file.abandon()
        if self.wrapped_key:
            vault.remove_file("recordings", self.id, self.wrapped_key)


def keep_fetched(dial: Dial, incoming: Incoming, now: datetime) -> Recording | None:
    """Keep what the telephone system gave for this dial; what is unfit is told on the call's page.

    DecoderMissingError: it must stay at the telephone system until somebody can listen to it here.
    """
    found = _heard(incoming)
    if found.is_unheard:
        incoming.throw_away()
        raise DecoderMissingError(found.refusals[0].detail)
    try:
        if found.is_sound:
            with transaction.atomic():
                note_copy(dial, now)
                return _keep(_row(dial.party, dial, incoming, found), incoming, found, PROVIDER, now)
        why = found.refusals[0].code
    except Refused:
        why = OF_ANOTHER_CALL
    with transaction.atomic():
        note_copy(dial, now)
        note_missed(dial, why, now)
    incoming.throw_away()
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
    vault.remove_file("recordings", recording.id, recording.wrapped_key)


@transaction.atomic
def note_missed(dial: Dial, why: str, now: datetime) -> None:
    """Of this call no recording can be had; nothing is noted where one is kept already."""
    note_no_recording(
        Dial.objects.select_related("party__case").filter(id=dial.id, no_recording="", recording=None), why, now
    )


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


@transaction.atomic
def note_playing(recording: Recording, by: str, now: datetime) -> None:
    """Tell who listens; the parts that a player asks for within ten minutes are one listening."""
    if recording.erased_at is not None:
        raise Refused("recording_erased")
    known = Event.objects.on_record().filter(
        stream=f"party:{recording.party_id}",
        name="recording.played",
        actor=by,
        recorded_at__gt=now - ONE_HEARING,
        data__recording=str(recording.id),
    )
    if not known.exists():
        party = recording.party
        read = reading_data(party.case.court_id, [party.case_id], [party.id], door_of(by, Door.TELEPHONE))
        record([recording_event("recording.played", recording, now, by, **read)], now)


def kept_recordings_of(case_ids: Iterable[UUID]) -> list[Recording]:
    """Recordings of these cases whose files are still there."""
    rows = Recording.objects.filter(party__case_id__in=list(case_ids), erased_at=None).select_related("party")
    return list(rows.order_by("kept_at"))


def erase_recordings(case_id: UUID, by: str, reason: str, now: datetime) -> int:
    """Destroy the keys of a case's recordings, and their files once that is certain. Call it inside a transaction."""
    recordings = kept_recordings_of([case_id])
    Recording.objects.filter(id__in=[each.id for each in recordings]).update(wrapped_key=None, erased_at=now)
    record([recording_event("recording.erased", each, now, by, reason=reason) for each in recordings], now)
    vault.remove_once_certain([("recordings", each.id, each.wrapped_key) for each in recordings])
    return len(recordings)


def recording_event(name: str, recording: Recording, at: datetime, by: str, **more: Json) -> NewEvent:
    """An event of one recording, in the stream of the party."""
    data: dict[str, Json] = {
        "recording": str(recording.id),
        "dial": str(recording.dial_id) if recording.dial_id else None,
        "sha256": recording.sha256_hex,
        **more,
    }
    return NewEvent(name, f"party:{recording.party_id}", recording.party.case_id, happened_at=at, actor=by, data=data)
