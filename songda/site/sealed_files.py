"""Compares the sealed files with the rows that name them: which file no row knows, which row has no sound file."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from songda.clock import by_machine
from songda.records.delivery.address_forms.models import SignedForm
from songda.records.delivery.carriage.models import CarrierReport
from songda.records.delivery.deeds.models import DeedStep
from songda.records.delivery.entrustments.models import Entrustment
from songda.records.delivery.letters.models import Batch, Letter
from songda.records.delivery.telephone.models import Recording
from songda.records.delivery.visits.models import VisitPhoto
from songda.records.ground import vault
from songda.records.ground.vault import files_of, id_of
from songda.records.matter.papers.models import Paper
from songda.records.proof.certificates.models import Certificate
from songda.trust.sealing import SealError

RIPE = timedelta(days=1)  # a younger file may be waiting for its row

ROWS: dict[str, Callable[[], "QuerySet[Any, Any]"]] = {
    "papers": lambda: Paper.objects.values_list("id", "wrapped_key"),
    "returns": lambda: DeedStep.objects.exclude(scan_key=None).values_list("id", "scan_key"),
    "visit_originals": lambda: VisitPhoto.objects.exclude(kept_at=None).values_list("id", "original_key"),
    "visit_photos": lambda: VisitPhoto.objects.exclude(kept_at=None).values_list("id", "drawn_key"),
    "entrustments": lambda: Entrustment.objects.values_list("id", "letter_key"),
    "recordings": lambda: Recording.objects.filter(erased_at=None).values_list("id", "wrapped_key"),
    "address_forms": lambda: SignedForm.objects.values_list("id", "wrapped_key"),
    "certificates": lambda: Certificate.objects.values_list("file_id", "wrapped_key"),
    "carrier_scans": lambda: CarrierReport.objects.exclude(scan_key=None).values_list("id", "scan_key"),
    "letters": lambda: Letter.objects.exclude(file_id=None).values_list("file_id", "wrapped_key"),
    "batches": lambda: Batch.objects.exclude(wrapped_key=None).values_list("id", "wrapped_key"),
    "manifests": lambda: Batch.objects.exclude(manifest_key=None).values_list("id", "manifest_key"),
}


@dataclass
class Filing:
    """What the comparison found; `stray` files are older than a day."""

    rows: int = 0
    stray: list[Path] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def compare(now: datetime, *, reads: bool) -> Filing:
    """Look at every file and every row; with `reads` each file is opened too, which takes its time."""
    found = Filing()
    for kind, rows in ROWS.items():
        ripe = [path for path in files_of(kind) if _is_ripe(path, now)]
        known = {row_id for row_id, _ in rows().iterator()}
        found.rows += len(known)
        found.stray += [path for path in ripe if id_of(path) not in known]
        found.missing += [f"{kind} {row_id}" for row_id in sorted(known) if not vault.file_path(kind, row_id).exists()]
        found.damaged += list(_damaged(kind, rows())) if reads else []
    return found


def remove(stray: list[Path]) -> None:
    """Take stray files away for good. Nothing could open them: the key of a file stands in its row."""
    for path in stray:
        path.unlink(missing_ok=True)


def _damaged(kind: str, rows: "QuerySet[Any, Any]") -> Iterator[str]:
    for row_id, wrapped_key in rows.iterator():
        if not vault.file_path(kind, row_id).exists():
            continue
        try:
            vault.read_file(kind, row_id, wrapped_key)
        except SealError as wrong:
            yield f"{kind} {row_id}: {wrong}"


def _is_ripe(path: Path, now: datetime) -> bool:
    return by_machine(datetime.fromtimestamp(path.stat().st_mtime, UTC)) < now - RIPE
