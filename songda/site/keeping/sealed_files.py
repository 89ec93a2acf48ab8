"""Compares the sealed files with the rows that name them: which file no row knows, which row has no sound file."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from songda.clock import by_machine
from songda.records.ground import vault
from songda.records.ground.queue import chunks
from songda.records.ground.tables import Shelf, Table, every_table
from songda.trust.places import FilePlace, LyingFile
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
    """What the comparison found; `stray` are the names of files that are older than a day."""

    rows: int = 0
    stray: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def compare(now: datetime, *, reads: bool, only: FilePlace | None = None) -> Filing:
    """Look at every file and every row; with `reads` each file is opened too, which takes its time.

    `only`: what lies in this place counts, and no other.

    Raises FilesAwayError where the store does not answer: then nothing is said of any file.
    """
    found, place = Filing(), only or vault.file_place()
    for kind in shelves():
        lying = {each.name: each for each in place.list(kind)}
        known = set[str]()
        for row_id, key in rows_of(kind).iterator():
            found.rows += 1
            name = _name(kind, row_id, key)
            known.add(name)
            if name not in lying and not (name and place.stat(name)):  # written or moved meanwhile
                found.missing.append(f"{kind} {row_id}")
            elif reads and (wrong := _wrong_with(kind, row_id, key)):
                found.damaged.append(wrong)
        found.stray += [name for name, each in lying.items() if name not in known and _is_ripe(each, now)]
    return found


def _name(kind: str, row_id: UUID, key: bytes) -> str:
    """Empty where the key is none: then nothing opens with it either."""
    try:
        return vault.file_name(kind, row_id, key)
    except SealError:
        return ""


def _wrong_with(kind: str, row_id: UUID, key: bytes) -> str:
    try:
        vault.read_file(kind, row_id, key)
    except SealError as wrong:
        return f"{kind} {row_id}: {wrong}"
    return ""


def left_by_erasures(now: datetime) -> list[str]:
    """Files whose rows stand and name no key any more: who erased them died before the files went."""
    found: list[str] = []
    for kind, (table, shelf) in shelves().items():
        ripe: dict[UUID, list[str]] = {}
        for lying in vault.file_place().list(kind):
            if (file_id := vault.id_in(lying.name)) and _is_ripe(lying, now):
                ripe.setdefault(file_id, []).append(lying.name)
        keyless = table.rows.filter(Q(**{shelf.key: None}) | Q(**{shelf.key: b""}))
        for some in chunks(sorted(ripe)):
            gone = keyless.filter(**{f"{shelf.file_id}__in": some}).values_list(shelf.file_id, flat=True)
            found += [name for file_id in gone for name in ripe[file_id]]
    return found


def remove(stray: list[str]) -> None:
    """Take stray files away for good. Nothing could open them: the key of a file stands in its row."""
    for name in stray:
        vault.file_place().remove(name)


def _is_ripe(lying: LyingFile, now: datetime) -> bool:
    return by_machine(lying.written_at) < now - RIPE
