"""Compares the sealed files with the rows that name them: which file no row knows, which row has no sound file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from songda.clock import by_machine
from songda.records.ground import vault
from songda.records.ground.queue import chunks
from songda.records.ground.vault import files_of, id_of
from songda.records.matter.papers.models import Paper
from songda.records.overview.figure_reports.papers import SHELF as FIGURES
from songda.records.overview.figures.models import FiguresPaper
from songda.records.proof.certificates.models import Certificate
from songda.records.service.deeds.models import DeedStep
from songda.records.service.malfunctions import actions as malfunctions
from songda.records.service.malfunctions.models import Malfunction
from songda.records.service.outreach.campaigns import PHOTO_SHELF as CAMPAIGN_PHOTOS
from songda.records.service.outreach.models import Photo
from songda.records.service.telephone.models import Recording
from songda.records.ways.entrustments.actions import SHELF as ENTRUSTMENTS
from songda.records.ways.entrustments.models import Entrustment
from songda.records.ways.portal.address_forms.models import SignedForm
from songda.records.ways.post.carriage.models import CarrierReport
from songda.records.ways.post.carriage.reading import SCANS
from songda.records.ways.post.letters.models import Batch, Letter
from songda.records.ways.public_notices import actions as notices
from songda.records.ways.public_notices.models import NoticePosting, NoticeReport, PublicNotice
from songda.records.ways.visits.models import VisitPhoto
from songda.records.ways.visits.reports import ORIGINALS, SHOWN
from songda.trust.sealing import SealError

RIPE = timedelta(days=1)  # a younger file may be waiting for its row

ROWS: dict[str, tuple[type[Model], str, str]] = {
    "papers": (Paper, "id", "wrapped_key"),
    "returns": (DeedStep, "id", "scan_key"),
    ORIGINALS: (VisitPhoto, "id", "original_key"),
    SHOWN: (VisitPhoto, "id", "drawn_key"),
    ENTRUSTMENTS: (Entrustment, "id", "letter_key"),
    "recordings": (Recording, "id", "wrapped_key"),
    "address_forms": (SignedForm, "id", "wrapped_key"),
    "certificates": (Certificate, "file_id", "wrapped_key"),
    SCANS: (CarrierReport, "id", "scan_key"),
    "letters": (Letter, "file_id", "wrapped_key"),
    "batches": (Batch, "id", "wrapped_key"),
    "manifests": (Batch, "id", "manifest_key"),
    notices.SHELF: (PublicNotice, "id", "wrapped_key"),
    notices.PHOTOS: (NoticePosting, "id", "photo_key"),
    notices.SHEETS: (NoticePosting, "id", "sheet_key"),
    notices.REPORTS: (NoticeReport, "id", "wrapped_key"),
    malfunctions.SHELF: (Malfunction, "id", "wrapped_key"),
    FIGURES: (FiguresPaper, "id", "wrapped_key"),
    CAMPAIGN_PHOTOS: (Photo, "id", "wrapped_key"),
}
"""Of each shelf the table whose rows name its files, the column of their ids, and that of their keys.

What waits with a form that was not taken (`sent_files`) is forgotten within an hour or two by its own rule.
"""


def rows_of(shelf: str) -> "QuerySet[Any, tuple[UUID, bytes]]":
    """Id and key of every file that is meant to lie there; one whose key was erased is not."""
    model, own, key = ROWS[shelf]
    rows = model._default_manager.exclude(**{key: None}).exclude(**{key: b""})
    return rows.values_list(own, key)


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
    for kind in ROWS:
        ripe = [path for path in files_of(kind) if _is_ripe(path, now)]
        known = {row_id for row_id, _ in rows_of(kind).iterator()}
        found.rows += len(known)
        found.stray += [path for path in ripe if id_of(path) not in known]
        found.missing += [f"{kind} {row_id}" for row_id in sorted(known) if not vault.file_path(kind, row_id).exists()]
        found.damaged += list(_damaged(kind, rows_of(kind))) if reads else []
    return found


def left_by_erasures(now: datetime) -> list[Path]:
    """Files whose rows stand and name no key any more: who erased them died before the files went."""
    found: list[Path] = []
    for kind, (model, own, key) in ROWS.items():
        ripe = {file_id: path for path in files_of(kind) if (file_id := id_of(path)) and _is_ripe(path, now)}
        keyless = model._default_manager.filter(Q(**{key: None}) | Q(**{key: b""}))
        for some in chunks(sorted(ripe)):
            gone = keyless.filter(**{f"{own}__in": some}).values_list(own, flat=True)
            found += [ripe[file_id] for file_id in gone]
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
