"""What a phone reports of a visit comes in as a draft, whole or again, and its photographs piece by piece.

Everything is what the phone reported; what the court adds is when it came, whether it carries the mark of the round,
and whether each photograph has the hash that it had when it was taken. Nothing is lost when the line breaks, and
nothing is there twice: ids are chosen on the phone.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from songda.clock import EARLIEST, LATEST
from songda.core.delivery.deeds import SIGNERS
from songda.core.delivery.visits import LEAVINGS, MOST_PHOTOS, OUTCOMES, PHOTO_KINDS
from songda.core.evidence.canonical import Json, canonical
from songda.core.identifiers.typed import one_line
from songda.core.refusal import Refused, WrongField
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.service.findings.queries import services_of
from songda.records.service.orders.due import lock_envelopes
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.ways.visits.models import PhotoPart, Round, Stop, Visit, VisitPhoto
from songda.trust.photographs import LARGEST, Photograph, PhotographError, redraw

PART = 96 * 1024  # bytes of a piece: one is through in seconds on the slowest line
ORIGINALS, SHOWN = "visit_originals", "visit_photos"
OTHER_HASH = "other_hash"
MOST_SPOILT = 3  # times that all pieces of a photograph came in and made another file than was announced
MOST_VISITS = 30  # reports of one stop
LONGEST = {"words": 400, "name": 60, "witness": 60, "witness_office": 80}
MOST_STROKES = 20_000  # characters
FARTHEST = 10**9  # of a stroke: pixels, or milliseconds


@dataclass(frozen=True)
class PhotoDraft:
    """A photograph that is to come: its id and hash as of the moment in which it was taken."""

    id: UUID
    kind: str
    sha256: bytes
    size: int
    taken_at: datetime


@dataclass(frozen=True)
class VisitDraft:
    """A visit as the phone tells it. `told`: words, name, witness, witness_office, place, strokes – as far as given."""

    id: UUID
    stop_id: UUID
    outcome: str
    at: datetime
    phone_now: datetime
    mark: str
    signer: str = ""
    manner: str = ""
    services: tuple[UUID, ...] = ()
    told: Mapping[str, Json] = field(default_factory=dict)
    photos: tuple[PhotoDraft, ...] = ()


def report_visit(on: Round, draft: VisitDraft, by: str, now: datetime) -> Visit:
    """Keep the draft; one that came before is given back, whatever time the phone tells now.

    Raises WrongField or Refused, and then nothing is kept.
    """
    report = _read(draft)
    return _as_told(on, draft, report) or _keep(on, draft, report, by, now)


def _as_told(on: Round, draft: VisitDraft, report: Mapping[str, Json]) -> Visit | None:
    """The visit that came before under this id, which says the same; Refused where it says something else."""
    known = Visit.objects.select_related("stop").filter(id=draft.id).first()
    if known is not None and (known.stop.round_id != on.id or bytes(known.told_hash) != _hash(draft, report)):
        raise Refused("visit_told_otherwise")
    return known


@transaction.atomic
def _keep(on: Round, draft: VisitDraft, report: dict[str, Json], by: str, now: datetime) -> Visit:
    stop = Stop.objects.select_related("envelope__case__court", "envelope__party").filter(id=draft.stop_id).first()
    if stop is None or stop.round_id != on.id:
        raise Refused("visit_not_of_round")
    envelope = stop.envelope
    lock_envelopes([envelope.id])
    if (known := _as_told(on, draft, report)) is not None:  # it was sent twice, and the other one was faster
        return known
    if stop.visits.count() >= MOST_VISITS:
        raise Refused("visit_too_many", most=MOST_VISITS)
    if VisitPhoto.objects.filter(id__in=[photo.id for photo in draft.photos]).exists():
        raise WrongField("photos", "visit_unknown_word")
    visit = Visit(
        id=draft.id,
        stop=stop,
        outcome=draft.outcome,
        signer=draft.signer if draft.outcome != "failed" else "",
        manner=draft.manner if draft.outcome == "left" else "",
        services=_papers(envelope, draft.services),
        at=draft.at,
        phone_now=draft.phone_now,
        received_at=now,
        has_mark=bool(on.mark) and draft.mark == on.mark,
        photos_told=len(draft.photos),
        told_sealed=vault.seal_text(f"visit.told:{draft.id}", json.dumps(report, ensure_ascii=False)),
        told_hash=_hash(draft, report),
        reported_by=by,
    )
    visit.save(force_insert=True)
    VisitPhoto.objects.bulk_create([_photo(visit, photo) for photo in draft.photos])
    record([_event(visit, envelope, on, draft, report)], now)
    open_tasks([TaskDraft("look_at_visit", "visit_reported", envelope.case, envelope)], now)
    return visit


def _photo(visit: Visit, report: PhotoDraft) -> VisitPhoto:
    return VisitPhoto(
        id=report.id, visit=visit, kind=report.kind, sha256=report.sha256, size=report.size, taken_at=report.taken_at
    )


def report_of(visit: Visit) -> dict[str, Json]:
    """What was written, in clear; nothing once it was erased with the case."""
    if not visit.told_sealed:
        return {}
    details: dict[str, Json] = json.loads(vault.open_text(f"visit.told:{visit.id}", visit.told_sealed))
    return details


def _papers(envelope: Envelope, wanted: Sequence[UUID]) -> list[UUID]:
    """The papers of the envelope that were handed over: those that were told, else all that stand."""
    service_ids = [view.service.id for view in services_of(envelope)]
    if not service_ids:
        raise Refused("visit_papers_taken_back")
    chosen = [one for one in service_ids if one in set(wanted)] if wanted else service_ids
    if wanted and len(chosen) != len(set(wanted)):
        raise WrongField("services", "no_papers")
    return chosen


def _read(draft: VisitDraft) -> dict[str, Json]:
    """What was told, cut to what may stand there; raises WrongField for what no phone of ours says."""
    given: dict[str, tuple[object, Sequence[str]]] = {
        "outcome": (draft.outcome, OUTCOMES),
        "signer": (draft.signer, ("", *SIGNERS)),
        "manner": (draft.manner, ("", *LEAVINGS)),
        **{f"photos[{n}].kind": (photo.kind, PHOTO_KINDS) for n, photo in enumerate(draft.photos)},
    }
    for name, (value, known) in given.items():
        if value not in known:
            raise WrongField(name, "visit_unknown_word")
    for name, moment in (("at", draft.at), ("phone_now", draft.phone_now)):
        if not EARLIEST <= moment < LATEST:
            raise WrongField(name, "visit_unknown_word")
    _check_photos(draft.photos)
    details: dict[str, Json] = {
        name: one_line(str(draft.told.get(name) or ""))[:longest].strip() for name, longest in LONGEST.items()
    }
    return details | _place(draft.told.get("place")) | _strokes(draft.told.get("strokes"))


def _check_photos(photos: Sequence[PhotoDraft]) -> None:
    if len(photos) > MOST_PHOTOS:
        raise WrongField("photos", "photo_too_many", most=MOST_PHOTOS)
    if len({photo.id for photo in photos}) != len(photos):
        raise WrongField("photos", "visit_unknown_word")
    for photo in photos:
        if not 0 < photo.size <= LARGEST or not EARLIEST <= photo.taken_at < LATEST:
            raise WrongField("photos", "visit_photo_size", megabytes=LARGEST // (1024 * 1024))


def _place(sent: object) -> dict[str, Json]:
    """Where the phone believed to be, and how sure it was; as texts, since fractions have no form of their own."""
    if not isinstance(sent, Mapping):
        return {}
    numbers = {name: sent.get(name) for name in ("latitude", "longitude", "accuracy")}
    if not all(isinstance(one, int | float) and abs(one) < 1_000_000 for one in numbers.values()):
        return {}
    return {
        "place": {name: f"{value:.6f}" if name != "accuracy" else f"{value:.0f}" for name, value in numbers.items()}
    }


def _strokes(sent: object) -> dict[str, Json]:
    """The strokes of a signature, whole numbers alone: x, y and milliseconds since the first, stroke by stroke."""
    if not isinstance(sent, list) or not sent:
        return {}
    strokes = [
        [int(number) for number in stroke if isinstance(number, int)] for stroke in sent if isinstance(stroke, list)
    ]
    if (
        any(abs(number) > FARTHEST for stroke in strokes for number in stroke)
        or len(json.dumps(strokes)) > MOST_STROKES
    ):
        raise WrongField("strokes", "visit_unknown_word")
    return {"strokes": strokes}


def _hash(draft: VisitDraft, report: Mapping[str, Json]) -> bytes:
    """Of all that was told but the moment of sending, which is another at each try."""
    whole: dict[str, Json] = {
        "stop": str(draft.stop_id),
        "outcome": draft.outcome,
        "signer": draft.signer,
        "manner": draft.manner,
        "services": sorted(str(one) for one in draft.services),
        "at": draft.at.isoformat(),
        "mark": draft.mark,
        "told": dict(report),
        "photos": [[str(photo.id), photo.kind, photo.sha256.hex()] for photo in draft.photos],
    }
    return hashlib.sha256(canonical(whole)).digest()


def _event(visit: Visit, envelope: Envelope, on: Round, draft: VisitDraft, report: dict[str, Json]) -> NewEvent:
    data: dict[str, Json] = {
        "visit": str(visit.id),
        "stop": str(visit.stop_id),
        "envelope": str(envelope.id),
        "round": str(on.id),
        "outcome": visit.outcome,
        "signer": visit.signer or None,
        "manner": visit.manner or None,
        "services": [str(one) for one in visit.services],
        "at": visit.at.isoformat(),
        "phone_now": visit.phone_now.isoformat(),
        "has_mark": visit.has_mark,
        "photos": [photo.sha256.hex() for photo in draft.photos],
        "told": bytes(visit.told_hash).hex(),
    }
    stream = f"envelope:{envelope.id}"
    return NewEvent(
        "visit.reported", stream, envelope.case_id, visit.received_at, visit.reported_by, data, {"told": report}
    )


# A photograph comes in pieces. Each is sealed and kept; with the last one it is put together, held against its hash,
# drawn anew beside, and kept in both forms: the file as it came proves, the picture of ours is shown.


@dataclass(frozen=True)
class PhotoState:
    """What is there of a photograph: whether it is whole, which pieces are missing, or why it cannot be kept."""

    is_kept: bool
    missing: Sequence[int] = ()
    refused: str = ""


def photo_of_round(on: Round, photo_id: UUID) -> VisitPhoto:
    """A photograph that a visit of this round announced; VisitPhoto.DoesNotExist for any other."""
    rows = VisitPhoto.objects.select_related("visit__stop__envelope")
    return rows.get(id=photo_id, visit__stop__round=on)


def photo_state(photo: VisitPhoto) -> PhotoState:
    """What is there of it."""
    if photo.kept_at is not None or photo.refused:
        return PhotoState(photo.kept_at is not None, refused=photo.refused)
    return _awaited(photo)


def _awaited(photo: VisitPhoto) -> PhotoState:
    there = set(photo.parts.values_list("number", flat=True))
    missing = [number for number in range(_parts(photo)) if number not in there]
    return PhotoState(is_kept=False, missing=missing, refused=photo.refused)


def put_part(photo: VisitPhoto, number: int, body: bytes, by: str, now: datetime) -> PhotoState:
    """Keep one piece; with the last one the photograph is kept. A piece that is there already changes nothing.

    Where all pieces are there and one was wrong they are asked for anew: no wrong piece spoils the right photograph.
    """
    if photo.kept_at is not None or photo.refused not in {"", OTHER_HASH}:
        return photo_state(photo)
    if not 0 <= number < _parts(photo) or len(body) != min(PART, photo.size - number * PART):
        raise WrongField("part", "visit_photo_part")
    sealed = vault.seal_bytes(_cell(photo, number), body)
    PhotoPart.objects.bulk_create([PhotoPart(photo=photo, number=number, body_sealed=sealed)], ignore_conflicts=True)
    state = _awaited(photo)
    return state if state.missing else _put_together(photo, by, now)


def _parts(photo: VisitPhoto) -> int:
    return -(-photo.size // PART)


def _cell(photo: VisitPhoto, number: int) -> str:
    return f"photo.part:{photo.id}.{number}"


def _put_together(photo: VisitPhoto, by: str, now: datetime) -> PhotoState:
    parts = photo.parts.order_by("number").values_list("number", "body_sealed")
    body = b"".join(vault.open_bytes(_cell(photo, number), sealed) for number, sealed in parts)
    if hashlib.sha256(body).digest() != bytes(photo.sha256):
        return _ask_anew(photo)
    try:
        drawn = redraw(body)
    except PhotographError as wrong:
        return _refuse(photo, wrong.code)
    return _keep_photo(photo, body, drawn, by, now)


@transaction.atomic
def _ask_anew(photo: VisitPhoto) -> PhotoState:
    """A piece was wrong, and nobody knows which: all are asked for again; after some times the person is told."""
    VisitPhoto.objects.filter(id=photo.id, kept_at=None).update(spoilt=F("spoilt") + 1)
    photo.refresh_from_db(fields=["spoilt"])
    if photo.spoilt >= MOST_SPOILT:
        return _refuse(photo, OTHER_HASH)
    photo.parts.all().delete()
    return _awaited(photo)


@transaction.atomic
def _refuse(photo: VisitPhoto, why: str) -> PhotoState:
    """It cannot be kept, and its person is told why; what came of it is gone."""
    VisitPhoto.objects.filter(id=photo.id, kept_at=None).update(refused=why)
    photo.parts.all().delete()
    return PhotoState(is_kept=False, refused=why)


@transaction.atomic
def _keep_photo(photo: VisitPhoto, body: bytes, drawn: Photograph, by: str, now: datetime) -> PhotoState:
    locked = VisitPhoto.objects.select_for_update(of=("self",)).get(id=photo.id)
    if locked.kept_at is None:
        locked.original_key = vault.store_file(ORIGINALS, locked.id, body)
        locked.drawn_key = vault.store_file(SHOWN, locked.id, drawn.body)
        locked.drawn_sha256, locked.kept_at, locked.refused = drawn.sha256, now, ""
        locked.save(update_fields=["original_key", "drawn_key", "drawn_sha256", "kept_at", "refused"])
        record([_photo_event(locked, photo.visit.stop.envelope, by, now)], now)
    locked.parts.all().delete()
    return PhotoState(is_kept=True)


def _photo_event(photo: VisitPhoto, envelope: Envelope, by: str, now: datetime) -> NewEvent:
    data: dict[str, Json] = {
        "visit": str(photo.visit_id),
        "photo": str(photo.id),
        "kind": photo.kind,
        "sha256": bytes(photo.sha256).hex(),
        "shown_sha256": bytes(photo.drawn_sha256 or b"").hex(),
        "size": photo.size,
        "taken_at": photo.taken_at.isoformat(),
    }
    return NewEvent("visit.photographed", f"envelope:{envelope.id}", envelope.case_id, now, by, data)


def picture_of(photo: VisitPhoto) -> bytes:
    """The picture that is shown, a JPEG of ours; LookupError where none is kept."""
    if photo.drawn_key is None:
        raise LookupError(photo.id)
    return vault.read_file(SHOWN, photo.id, photo.drawn_key)


def original_of(photo: VisitPhoto) -> bytes:
    """The file as it came from the phone, whose hash stands in the log; LookupError where none is kept."""
    if photo.original_key is None:
        raise LookupError(photo.id)
    return vault.read_file(ORIGINALS, photo.id, photo.original_key)
