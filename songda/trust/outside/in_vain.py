"""Counts, outside the database, who tried to open a page in vain: the minute alone, and not who they are."""

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

_FORM = "%Y-%m-%dT%H:%M"


def note_in_vain(folder: Path, at: datetime) -> None:
    """One more; where nothing can be written either, nothing is counted."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"in-vain-{at.astimezone(UTC):%Y-%m}"
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, f"{at.astimezone(UTC).strftime(_FORM)}\n".encode())
        finally:
            os.close(file)


def count_in_vain(folder: Path, since: datetime, until: datetime) -> int:
    """How many from the minute of the one moment to that of the other."""
    first, last = (at.astimezone(UTC).strftime(_FORM) for at in (since, until))
    return sum(first <= line <= last for path in _files(folder, since, until) for line in _lines(path))


def _files(folder: Path, since: datetime, until: datetime) -> list[Path]:
    month, found = since.astimezone(UTC).replace(day=1), []
    while month <= until.astimezone(UTC):
        found.append(folder / f"in-vain-{month:%Y-%m}")
        month = (month + timedelta(days=32)).replace(day=1)
    return found


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError):
        return []
