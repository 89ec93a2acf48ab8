"""Erases what a case's letters, visits, calls, notices, carriers and entrusted courts left, once its time is over.

What was planned, printed, reported and looked at stays on record with its hashes; the places, the words, the
photographs and the reports as they came go for good. So does what is of no case: searches, and strays of carriers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import BinaryField, Case, Exists, Model, OuterRef, Q, Value, When

from songda.core.delivery.entrustments import State
from songda.core.delivery.letters import OPEN
from songda.core.evidence.canonical import Json
from songda.records.court.staff.models import Court, User
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.erasure import Erasure, erase_secrets, personal_events_without_case
from songda.records.ground.evidence.models import EventQuerySet
from songda.records.service.calls.models import Call
from songda.records.service.malfunctions.models import RanMeanwhile
from songda.records.service.portal_acts.models import Invitation
from songda.records.ways.entrustments.actions import SHELF as ENTRUSTMENTS
from songda.records.ways.entrustments.models import Entrustment
from songda.records.ways.post.carriage.models import Carriage, CarrierReport, Push
from songda.records.ways.post.carriage.reading import SCANS
from songda.records.ways.post.letters.models import Batch, Letter
from songda.records.ways.public_notices.actions import PHOTOS, REPORTS, SHEETS
from songda.records.ways.public_notices.actions import SHELF as NOTICES
from songda.records.ways.public_notices.models import NoticeGap, NoticePosting, NoticeReport, PublicNotice
from songda.records.ways.visits.models import PhotoPart, Stop, Visit, VisitPhoto
from songda.records.ways.visits.reports import ORIGINALS, SHOWN

BATCH = 500  # events of no case that are erased in one transaction
GONE = b""  # stands where a column may not be empty
BATCHES, MANIFESTS, LETTERS = "batches", "manifests", "letters"


@dataclass(frozen=True)
class SealedTable:
    """What a table keeps sealed of a case: how its rows lead to the case, and what stands in each column afterwards.

    `files`: the shelf of each sealed file, the column with its key, and the one with its id.
    """

    model: type[Model]
    case: str
    emptied: Mapping[str, bytes | None]
    files: tuple[tuple[str, str, str], ...] = ()


KEPT = (
    SealedTable(
        Letter, "envelope__case", {"place_sealed": GONE, "wrapped_key": None}, ((LETTERS, "wrapped_key", "file_id"),)
    ),
    SealedTable(Carriage, "letter__envelope__case", {"reason_sealed": None}),
    SealedTable(
        CarrierReport,
        "letter__envelope__case",
        {"words_sealed": None, "scan_key": None},
        ((SCANS, "scan_key", "id"),),
    ),
    SealedTable(Stop, "envelope__case", {"note_sealed": None}),
    SealedTable(Visit, "stop__envelope__case", {"told_sealed": GONE}),
    SealedTable(
        VisitPhoto,
        "visit__stop__envelope__case",
        {"original_key": None, "drawn_key": None},
        ((ORIGINALS, "original_key", "id"), (SHOWN, "drawn_key", "id")),
    ),
    SealedTable(PhotoPart, "photo__visit__stop__envelope__case", {"body_sealed": GONE}),
    SealedTable(
        PublicNotice,
        "envelope__case",
        {"says_sealed": GONE, "wrapped_key": None},
        ((NOTICES, "wrapped_key", "id"),),
    ),
    SealedTable(
        NoticePosting,
        "notice__envelope__case",
        {"words_sealed": None, "photo_key": None, "sheet_key": None},
        ((PHOTOS, "photo_key", "id"), (SHEETS, "sheet_key", "id")),
    ),
    SealedTable(NoticeGap, "notice__envelope__case", {"reason_sealed": None}),
    SealedTable(NoticeReport, "envelope__case", {"wrapped_key": GONE}, ((REPORTS, "wrapped_key", "id"),)),
    SealedTable(
        Entrustment,
        "deed__envelope__case",
        {"name_sealed": GONE, "words_sealed": None, "reason_sealed": None, "letter_key": GONE},
        ((ENTRUSTMENTS, "letter_key", "id"),),
    ),
    SealedTable(RanMeanwhile, "party__case", {"reason_sealed": None}),
    SealedTable(Call, "party__case", {"number_sealed": GONE, "note_sealed": GONE}),  # pages say that they were there
    SealedTable(Invitation, "party__case", {"link_sealed": None}),
)
# What is not of one case alone: files of whole batches, and pushes that tell of many letters.
OF_MANY: Mapping[type[Model], Mapping[str, bytes | None]] = {
    Batch: {"wrapped_key": None, "manifest_key": None},
    Push: {"body_sealed": GONE},
}
# What is sealed and not emptied with a case, by the reason. The page on erasing lists the same, word for word.
STAYS: Mapping[str, tuple[str, ...]] = {
    "the court finds its cases by them": ("parties.party.name_sealed", "parties.party.number_sealed"),
    "where papers of the case went; what look-ups found, and accounts, go with the case": (
        "parties.address.value_sealed",
    ),
    "what was said when somebody agreed: service to them rests on it": ("parties.consent.proof_sealed",),
    "the statement of addresses that they signed": (
        "address_forms.signedform.says_sealed",
        "address_forms.signedform.wrapped_key",
    ),
    "what was noted of a person, and on what evidence: the way of service rests on it": (
        "circumstances.circumstance.words_sealed",
    ),
    "the papers of the case": ("papers.paper.wrapped_key",),
    "the certificates of service": ("certificates.certificate.wrapped_key",),
    "the return of service: who signed or refused": ("deeds.deedstep.words_sealed", "deeds.deedstep.scan_key"),
    "the words of a message that served papers, and what the provider reported": (
        "attempts.attempt.text_sealed",
        "attempts.rawreport.body_sealed",
    ),
    "who acted for the person": ("mandates.mandate.name_sealed",),
    "what was objected, on which a judge ruled": ("portal_acts.objection.words_sealed",),
    "why a judge decided so": ("determinations.determination.reason_sealed",),
    "why the court looked a person up: it answers for that": ("lookups.lookup.why_sealed",),
    "by it the person is known again should the case be reopened": ("personal_proofs.personalproof.question_sealed",),
    "how the court judged an alarm about its own look-ups": ("lookups.alarm.review_sealed",),
    "of the court itself, and of nobody's case": (
        "outreach.photo.wrapped_key",
        "malfunctions.malfunction.wrapped_key",
        "figures.figurespaper.wrapped_key",
    ),
    "goes by itself, whatever becomes of the case": (
        "sent_forms.sentform.leads_to_sealed",
        "sent_forms.sentform.given_sealed",
        "sent_forms.sentfile.about_sealed",
        "sent_forms.sentfile.key_sealed",
        "sent_forms.draft.typed_sealed",
        "attempts.channeltest.to_sealed",
        "staff.keptanswer.body_sealed",
        "visits.round.key_sealed",
    ),
}


@dataclass
class _ErasedSoFar:
    """How many rows of each table, and the files that are to go after them."""

    rows: dict[str, int] = field(default_factory=dict)
    files: list[tuple[str, UUID]] = field(default_factory=list)


def erase_ways(case_id: UUID, by: str, reason: str, now: datetime) -> int:
    """Empty all of it, and put on record that it went; how many rows held something.

    Call it inside a transaction: the keys go with it, the files once it is certain. A second time finds nothing and
    tells nothing.
    """
    gone = _ErasedSoFar()
    for kept in KEPT:
        _empty(kept, case_id, gone)
    _empty_batches(case_id, gone)
    _empty_pushes(Push.objects.filter(reports__letter__envelope__case=case_id), gone)
    if gone.rows:
        rows: list[Json] = [f"{table} {count}" for table, count in sorted(gone.rows.items())]
        data: dict[str, Json] = {"reason": reason, "files": len(gone.files), "rows": rows}
        record([NewEvent("ways.erased", f"case:{case_id}", case_id, now, by, data)], now)
    vault.remove_once_certain(gone.files)
    return sum(gone.rows.values())


@transaction.atomic
def erase_strays(before: datetime) -> int:
    """Reports of carriers that were of no letter of ours, and are as old as that; how many pushes. For good."""
    old = Push.objects.filter(received_at__lte=before)
    rows = CarrierReport.objects.filter(letter=None, heard_at__lte=before).exclude(words_sealed=None, scan_key=None)
    files = [(SCANS, report_id) for report_id in rows.exclude(scan_key=None).values_list("id", flat=True)]
    rows.update(words_sealed=None, scan_key=None)
    gone = _ErasedSoFar(files=files)
    _empty_pushes(old, gone)
    vault.remove_once_certain(gone.files)
    return gone.rows.get("push", 0)


def events_without_case(before: datetime, court: Court | None = None) -> EventQuerySet:
    """Searches and other events of no case with a personal part, as old as that: of one court or none, or of all."""
    found = personal_events_without_case(before)
    if court is None:
        return found
    others = User.objects.exclude(court=court).exclude(court=None).values_list("id", flat=True)
    of_others = Q(stream__startswith="court:") | Q(actor__in=[f"staff:{one}" for one in others])
    unnamed = ~Q(data__has_key="court") & (Q(stream=f"court:{court.id}") | ~of_others)
    return found.filter(Q(data__court=str(court.id)) | unnamed)


def erase_without_case(due: EventQuerySet, erasure: Erasure, now: datetime) -> int:
    """Erase their personal parts, a batch in a transaction, the oldest first; how many."""
    ordered, erased, last = due.order_by("number"), 0, 0
    while batch := list(ordered.filter(number__gt=last).values_list("number", "id")[:BATCH]):
        erased += _erase_batch([event_id for _, event_id in batch], erasure, now)
        last = batch[-1][0]
    return erased


@transaction.atomic
def _erase_batch(event_ids: list[UUID], erasure: Erasure, now: datetime) -> int:
    """One after another: of what two erase at the same time the second finds nothing, and tells nothing."""
    list(Court.objects.select_for_update(no_key=True).order_by("id").values_list("id", flat=True))
    return erase_secrets(event_ids, erasure, now)


def _empty(kept: SealedTable, case_id: UUID, gone: _ErasedSoFar) -> None:
    rows = kept.model._default_manager.filter(**{kept.case: case_id})
    holds = Q()
    for column, emptied in kept.emptied.items():
        holds |= ~Q(**{column: emptied}) & Q(**{f"{column}__isnull": False})
    found = list(rows.filter(holds).values("pk", *{name for _, *names in kept.files for name in names}))
    if not found:
        return
    gone.rows[kept.model._meta.model_name or ""] = len(found)
    gone.files += [(shelf, row[name]) for row in found for shelf, key, name in kept.files if row[key]]
    of_these = kept.model._default_manager.filter(pk__in=[row["pk"] for row in found])
    of_these.update(**{column: _after(column, emptied) for column, emptied in kept.emptied.items()})


def _after(column: str, emptied: bytes | None) -> Any:
    """What stands in it afterwards: what was empty before stays so."""
    if emptied is None:
        return None
    kind = BinaryField()
    nothing = When(**{column: None}, then=Value(None, output_field=kind))
    return Case(nothing, default=Value(emptied, output_field=kind), output_field=kind)


def _empty_batches(case_id: UUID, gone: _ErasedSoFar) -> None:
    """The file of a whole batch is of no use once it is sealed; it goes with the first of its cases."""
    rows = Batch.objects.filter(letters__envelope__case=case_id, sealed_at__isnull=False).exclude(wrapped_key=None)
    ids = sorted(set(rows.values_list("id", flat=True)))
    if ids:
        Batch.objects.filter(id__in=ids).update(**OF_MANY[Batch])
        gone.rows["batch"] = len(ids)
        gone.files += [(shelf, batch_id) for batch_id in ids for shelf in (BATCHES, MANIFESTS)]


def _empty_pushes(pushes: Any, gone: _ErasedSoFar) -> None:
    """Those that tell of no letter that is still kept."""
    reports = CarrierReport.objects.filter(push=OuterRef("id"), letter__isnull=False)
    ids = pushes.filter(~Exists(reports.exclude(letter__place_sealed=GONE))).exclude(body_sealed=GONE).values("id")
    if count := Push.objects.filter(id__in=list(ids.values_list("id", flat=True))).update(**OF_MANY[Push]):
        gone.rows["push"] = gone.rows.get("push", 0) + count


def ways_under_way(case_id: UUID) -> Iterator[str]:
    """What of these ways is not at its end in a case, each in a word."""
    running = PublicNotice.objects.filter(ended_at=None, removed_at=None).exclude(published_at=None)
    found: Mapping[str, Any] = {
        "letter in the print room": Letter.objects.filter(envelope__case=case_id, state__in=OPEN),
        "visit planned": Stop.objects.filter(envelope__case=case_id, dropped_at=None, done_at=None),
        "public notice running": running.filter(envelope__case=case_id),
        "entrusted to others": Entrustment.objects.filter(deed__envelope__case=case_id, state=State.SENT),
    }
    return (word for word, rows in found.items() if rows.exists())
