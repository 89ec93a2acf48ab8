"""Writes files so that a power cut after the call changes nothing any more."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from secrets import token_hex
from typing import Final

LOCK: Final = ".lock"


def sync_folder(folder: Path) -> None:
    """New names in the folder survive a power cut."""
    entry = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)


def replace_file(path: Path, content: bytes) -> None:
    """The whole new content or the whole old one, never a part, whoever else writes it meanwhile. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f"{path.name}.{token_hex(8)}.new")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Nobody else who asks so writes there meanwhile: no thread of this process, no other process. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    entry = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        flock(entry, LOCK_EX)
        yield
    finally:
        os.close(entry)
