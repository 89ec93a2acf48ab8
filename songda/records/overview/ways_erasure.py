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
from django.db.models import BinaryField, Case, Exists, OuterRef, Q, Value, When

from songda.core.delivery.entrustments import State
from songda.core.delivery.letters import OPEN
from songda.core.evidence.canonical import Json
from songda.records.court.staff.models import Court, User
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.erasure import Erasure, erase_secrets, personal_events_without_case
from songda.records.ground.evidence.models import EventQuerySet
from songda.records.ground.tables import GONE, Table, every_table
from songda.records.ways.entrustments.models import Entrustment
from songda.records.ways.post.carriage.models import CarrierReport, Push
from songda.records.ways.post.carriage.reading import SCANS
from songda.records.ways.post.letters.models import Batch, Letter
from songda.records.ways.public_notices.models import PublicNotice
from songda.records.ways.visits.models import Stop

BATCH = 500  # events of no case that are erased in one transaction
BATCHES, MANIFESTS = "batches", "manifests"


def emptied_tables() -> list[Table]:
    """Those of which something sealed goes with a case."""
    return [each for each in every_table().values() if each.emptied and not each.of_many]


@dataclass
class _ErasedSoFar:
    """How many rows of each table, and the files that are to go after them."""

    rows: dict[str, int] = field(default_factory=dict)
    files: list[vault.SealedFile] = field(default_factory=list)


def erase_ways(case_id: UUID, by: str, reason: str, now: datetime) -> int:
    """Empty all of it, and put on record that it went; how many rows held something.

    Call it inside a transaction: the keys go with it, the files once it is certain. A second time finds nothing and
    tells nothing.
    """
    gone = _ErasedSoFar()
    for kept in emptied_tables():
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
    files = [(SCANS, *of_row) for of_row in rows.exclude(scan_key=None).values_list("id", "scan_key")]
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


def _empty(kept: Table, case_id: UUID, gone: _ErasedSoFar) -> None:
    holds = Q()
    for column, emptied in kept.emptied.items():
        holds |= ~Q(**{column: emptied}) & Q(**{f"{column}__isnull": False})
    rows = kept.rows.filter(holds, **{kept.case: case_id})
    found = list(rows.values("pk", *{name for each in kept.shelves for name in (each.key, each.file_id)}))
    if not found:
        return
    gone.rows[kept.rows.model._meta.model_name or ""] = len(found)
    gone.files += [
        (each.name, row[each.file_id], row[each.key]) for row in found for each in kept.shelves if row[each.key]
    ]
    of_these = kept.rows.filter(pk__in=[row["pk"] for row in found])
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
    if ids := sorted(set(rows.values_list("id", flat=True))):
        keys = Batch.objects.filter(id__in=ids).values_list("id", "wrapped_key", "manifest_key")
        for batch_id, of_batch, of_manifest in keys:
            gone.files += [(BATCHES, batch_id, of_batch), (MANIFESTS, batch_id, of_manifest)]
        Batch.objects.filter(id__in=ids).update(**every_table()["letters_batch"].emptied)
        gone.rows["batch"] = len(ids)


def _empty_pushes(pushes: Any, gone: _ErasedSoFar) -> None:
    """Those that tell of no letter that is still kept."""
    reports = CarrierReport.objects.filter(push=OuterRef("id"), letter__isnull=False)
    ids = pushes.filter(~Exists(reports.exclude(letter__place_sealed=GONE))).exclude(body_sealed=GONE).values("id")
    emptied = every_table()["carriage_push"].emptied
    if count := Push.objects.filter(id__in=list(ids.values_list("id", flat=True))).update(**emptied):
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
