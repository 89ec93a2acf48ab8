"""Compares the sealed files with the rows that name them: which file no row knows, which row has no sound file."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from songda.clock import by_machine
from songda.records.ground import vault
from songda.records.ground.queue import chunks
from songda.records.ground.tables import Shelf, Table, every_table
from songda.records.ground.vault import files_of, id_of
from songda.trust.sealing import SealError

RIPE = timedelta(days=1)  # a younger file may be waiting for its row


def shelves() -> dict[str, tuple[Table, Shelf]]:
    """Of each shelf the table whose rows name its files.

    What waits with a form that was not taken (`sent_files`) is forgotten within an hour or two by its own rule.
    """
    return {shelf.name: (table, shelf) for table in every_table().values() for shelf in table.shelves}


def rows_of(shelf: str) -> "QuerySet[Any, tuple[UUID, bytes]]":
    """Id and key of every file that is meant to lie there; one whose key was erased is not."""
    table, found = shelves()[shelf]
    rows = table.rows.exclude(**{found.key: None}).exclude(**{found.key: b""})
    return rows.values_list(found.file_id, found.key)


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
    for kind in shelves():
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
    for kind, (table, shelf) in shelves().items():
        ripe = {file_id: path for path in files_of(kind) if (file_id := id_of(path)) and _is_ripe(path, now)}
        keyless = table.rows.filter(Q(**{shelf.key: None}) | Q(**{shelf.key: b""}))
        for some in chunks(sorted(ripe)):
            gone = keyless.filter(**{f"{shelf.file_id}__in": some}).values_list(shelf.file_id, flat=True)
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
