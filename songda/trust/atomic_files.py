"""Files that are there whole or not at all, whoever is killed meanwhile: secrets, and what must outlast a power cut."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import IO, Final


def write_secret(path: Path, content: bytes) -> None:
    """Raises FileExistsError where there is one already; a writer that was killed leaves nothing under the name.

    The file is written beside its place and linked into it when it is on the disk.
    """
    if path.exists():
        raise FileExistsError(path)
    with _written(path, content) as part:
        os.link(part, path)


def replace_secret(path: Path, content: bytes) -> None:
    """The same where there may be one already: whoever reads gets the one before or this one, whole."""
    with _written(path, content) as part:
        part.rename(path)


@contextmanager
def _written(path: Path, content: bytes) -> Iterator[Path]:
    """The content beside its place, on the disk; what a killed writer left there is taken away, another's is not."""
    for left in path.parent.glob(f".{path.name}.*.part"):
        _remove_unless_locked(left)
    part, file = _begin(path)
    try:
        with file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            yield part
    finally:
        part.unlink(missing_ok=True)


def _begin(path: Path) -> tuple[Path, IO[bytes]]:
    """A part of one's own, held as long as it is open: one that nobody holds was left by a writer that was killed."""
    while True:
        part = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
        file = os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        fcntl.flock(file, fcntl.LOCK_EX)
        if part.exists():
            return part, file
        file.close()  # somebody met it before it was held


def _remove_unless_locked(part: Path) -> None:
    with suppress(BlockingIOError, FileNotFoundError), part.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        part.unlink()


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
    temporary = path.with_name(f"{path.name}.{token_hex(8)}.new")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


@contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """Nobody else who asks so writes there meanwhile: no thread of this process, no other process. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    entry = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(entry, fcntl.LOCK_EX)
        yield
    finally:
        os.close(entry)
