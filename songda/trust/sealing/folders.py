"""Makes folders whose names outlive a power cut."""

import os
from pathlib import Path


def make_folder(folder: Path) -> None:
    """The folder, closed to others, and its name on the disk."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        settle(folder.parent)


def settle(folder: Path) -> None:
    """Have the disk keep the names in a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
