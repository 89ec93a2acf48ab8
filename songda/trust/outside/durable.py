"""Writes files so that a power cut after the call changes nothing any more."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """New names in the folder survive a power cut."""
    entry = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)


def replace_file(path: Path, content: bytes) -> None:
    """The whole new content or the whole old one, never a part. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    sync_folder(path.parent)
