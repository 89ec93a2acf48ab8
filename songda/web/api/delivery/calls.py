"""Calls: what was dialled, and recordings, which come in, are heard before they are kept, and go out."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from ninja import File
from ninja.files import UploadedFile

from songda.channels.registry import mask_address
from songda.clock import now
from songda.records.service.orders.queries import service_of
from songda.records.service.telephone.models import Dial, Recording
from songda.records.service.telephone.recordings import note_playing
from songda.records.ways.telephone.calls.queries import call_of_court, dial_of, dials_for, recording_of
from songda.records.ways.telephone.calls.sound import add_to_call, add_to_dial
from songda.trust.sound import media_type
from songda.web.api.once import ChangingRouter, as_file, create_once, file_of
from songda.web.api.shapes import Out
from songda.web.api.tokens import ApiRequest, actor_of, court_of, note_party_shown


class RecordingOut(Out):
    """A recording that is kept: its form, how long it is and how much of that can be heard, in milliseconds."""

    id: UUID
    party_id: UUID
    dial_id: UUID | None
    sha256: str
    size: int
    form: str
    length_ms: int
    heard_ms: int
    kept_at: datetime
    erased_at: datetime | None

    @classmethod
    def of(cls, kept: Recording) -> "RecordingOut":
        return cls.of_row(kept, sha256=kept.sha256_hex)


class DialOut(Out):
    """A number that the telephone system rang and what the line did. Who spoke, the line does not tell.

    `digit`: pressed in a notice call, so it was heard by somebody; it is neither consent nor receipt.
    """

    id: UUID
    party_id: UUID
    address_id: UUID
    kind: str
    number: str
    asked_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    line: str
    cause: str
    machine_suspected: bool
    played_at: datetime | None
    digit: str
    no_recording: str
    recording: RecordingOut | None

    @classmethod
    def of(cls, dial: Dial) -> "DialOut":
        kept = getattr(dial, "recording", None)
        return cls.of_row(
            dial,
            number=mask_address(dial.address.kind, dial.address.value),
            machine_suspected=dial.machine_at is not None,
            recording=RecordingOut.of(kept) if kept else None,
        )


router = ChangingRouter(tags=["calls"])
PART_BYTES = 256 * 1024
_SOUND = file_of("audio/wav", "audio/mpeg", "audio/ogg", "audio/mp4")


@router.get("/services/{uuid:service_id}/dials", response=list[DialOut], summary="List the dials for a service")
def dials(request: ApiRequest, service_id: UUID) -> list[DialOut]:
    """The numbers of the recipient that the telephone system rang since the papers were ordered."""
    service = service_of(court_of(request), service_id)
    note_party_shown(request, service.envelope.party)
    return [DialOut.of(dial) for dial in dials_for(service)]


@router.creates("/dials/{uuid:dial_id}/recordings", RecordingOut, "Upload the recording of a dial")
def upload_for_dial(request: ApiRequest, dial_id: UUID, sound: File[UploadedFile]) -> HttpResponse:
    """Takes WAV, MP3, OGG or M4A as multipart form, and listens first: silence, or less than the talk, is refused."""
    dial = dial_of(court_of(request), dial_id)
    return _taken(request, sound, lambda pieces, moment: add_to_dial(dial, pieces, actor_of(request), moment))


@router.creates("/calls/{uuid:call_id}/recordings", RecordingOut, "Upload the recording of a call")
def upload_for_call(request: ApiRequest, call_id: UUID, sound: File[UploadedFile]) -> HttpResponse:
    """The same for a call that was recorded with a reason why there was no recording; the reason stays on record."""
    call = call_of_court(court_of(request), call_id)
    return _taken(request, sound, lambda pieces, moment: add_to_call(call, pieces, actor_of(request), moment))


@router.get("/recordings/{uuid:recording_id}", response=RecordingOut, summary="Read what is known of a recording")
def read(request: ApiRequest, recording_id: UUID) -> RecordingOut:
    """Its length, its form and its SHA-256; these stay when the sound was erased."""
    found = recording_of(court_of(request), recording_id)
    note_party_shown(request, found.party)
    return RecordingOut.of(found)


@router.get("/recordings/{uuid:recording_id}/sound", summary="Fetch a recording", openapi_extra=_SOUND)
def fetch(request: ApiRequest, recording_id: UUID) -> HttpResponseBase:
    """The sound as it came in. Every fetching is put on record."""
    found = recording_of(court_of(request), recording_id)
    note_playing(found, actor_of(request), now())
    answer = StreamingHttpResponse(_parts(found), content_type=media_type(found.form))
    answer["Content-Length"] = str(found.size)
    return as_file(answer, f"recording-{found.id}.{found.form}")


def _taken(
    request: ApiRequest, sound: UploadedFile, keep: Callable[[Iterable[bytes], datetime], Recording]
) -> HttpResponse:
    return create_once(request, _digest(sound), lambda: RecordingOut.of(keep(sound.chunks(), now())))


def _digest(sound: UploadedFile) -> bytes:
    """What the request asks for, read piece by piece."""
    found = hashlib.sha256()
    for piece in sound.chunks():
        found.update(piece)
    return found.digest()


def _parts(found: Recording) -> Iterator[bytes]:
    for start in range(0, found.size, PART_BYTES):
        yield found.read(start, start + PART_BYTES)
