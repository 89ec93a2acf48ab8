"""Sheets that wait, sealed, for whoever sent them: their cells, and what became of each row or case by its line."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from songda.records.ground.sent_forms.files import (
    FileHolder,
    KeptFile,
    drop_file,
    files_kept,
    keep_file,
    lock_kept,
    note_about,
)
from songda.trust.spreadsheets import Table


@dataclass
class KeptSheet:
    """A sheet as it was left; what else is known of one kind of sheets stands in fields of its own."""

    kept: KeptFile
    table: Table
    answers: dict[int, dict[str, Any]]
    is_running: bool

    @classmethod
    def of(cls, kept: KeptFile) -> Self:
        answers = {int(line): answer for line, answer in json.loads(kept.about["answers"]).items()}
        return cls(kept, json.loads(kept.read()), answers, kept.about["running"] == "1")

    @classmethod
    def waiting(cls, holder: FileHolder, now: datetime) -> Self | None:
        """The one that waits for whoever asks."""
        kept = files_kept(holder, now)
        return cls.of(kept[-1]) if kept else None

    def locked(self) -> Self | None:
        """Inside the caller's transaction: as it is now, for this caller alone; None where it is gone."""
        kept = lock_kept(self.kept)
        return None if kept is None else self.of(kept)

    def note(self) -> None:
        """Keep how far it has come."""
        note_about(self.kept, {**self.kept.about, **self.about()})

    def about(self) -> dict[str, str]:
        """How far it has come, as it is kept."""
        return {
            "answers": json.dumps(self.answers, ensure_ascii=False),
            "running": "1" if self.is_running else "",
        }

    def drop(self) -> None:
        """It is done, or another takes its place."""
        drop_file(self.kept)

    @property
    def mark(self) -> str:
        """Stands for this sheet, so that nothing is done with one that nobody was shown."""
        return self.kept.id.hex


def keep_sheet(holder: FileHolder, table: Table, now: datetime, **about: str) -> bool:
    """Keep a sheet of which nothing became yet; False where this person has too much waiting."""
    body = json.dumps(table, ensure_ascii=False).encode()
    return keep_file(holder, body, {"answers": "{}", "running": "", **about}, now)
