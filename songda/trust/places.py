"""Where sealed files lie: one contract, kept by a folder of this machine and by an S3 store (`trust.s3`).

A file has a name, `kind/xx/id-mark`: the mark belongs to its own key, so a name is never used for two contents, and
whatever arrives late or twice is the same file. It is put before the row that names it, and taken away after the row's
key is gone for certain. What is put is there whole or not at all, and outlasts a power cut once `put` returns.
"""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final, Protocol

from songda.trust.atomic_files import sync_folder

NAME: Final = re.compile(r"([\w-]+)/[0-9a-f]{2}/([0-9a-f]{32})-([0-9a-f]{16})")  # of a file that is whole

AWAY_SECONDS: Final = 60  # whoever found a place away may come again after these


class FilesAwayError(OSError):
    """The store gives no answer, or not to us: whether a file is there is not known. The message is for people."""


@dataclass(frozen=True)
class LyingFile:
    """What lies under a name, be it half-written: how large, and since when by the clock of the place."""

    name: str
    size: int
    written_at: datetime


class FilePlace(Protocol):
    """All that is asked of a place. Each verb raises OSError (FilesAwayError) where the place does not answer."""

    def put(self, name: str, sealed: IO[bytes]) -> None:
        """Keep it, from where the stream stands to its end; what is there under this name already is the same."""

    def get(self, name: str, part: tuple[int, int] | None = None) -> bytes:
        """The sealed bytes, or those from the first of `part` up to the second; FileNotFoundError."""

    def stat(self, name: str) -> LyingFile | None:
        """What lies there; None for nothing."""

    def list(self, kind: str) -> Iterator[LyingFile]:
        """Every file of a kind, those too that a killed writer left half-written beside their place."""

    def remove(self, name: str) -> None:
        """Take it away for good; what is not there is no matter."""


@dataclass(frozen=True)
class Folder:
    """A folder of this machine, or of another one that is mounted here."""

    root: Path

    def put(self, name: str, sealed: IO[bytes]) -> None:
        path = self.root / name
        _make_folder(path.parent)
        part = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                shutil.copyfileobj(sealed, file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(path.parent)

    def get(self, name: str, part: tuple[int, int] | None = None) -> bytes:
        with (self.root / name).open("rb") as file:
            if part is None:
                return file.read()
            file.seek(part[0])
            return file.read(max(0, part[1] - part[0]))

    def stat(self, name: str) -> LyingFile | None:
        try:
            found = (self.root / name).stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return LyingFile(name, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))

    def list(self, kind: str) -> Iterator[LyingFile]:
        shelf = self.root / kind
        for folder in sorted(shelf.iterdir()) if shelf.is_dir() else ():
            for path in sorted(folder.iterdir()) if folder.is_dir() else ():
                found = self.stat(str(path.relative_to(self.root)))
                if found is not None and path.is_file():
                    yield found

    def remove(self, name: str) -> None:
        (self.root / name).unlink(missing_ok=True)


def _make_folder(folder: Path) -> None:
    """The folder, closed to others, and its name on the disk."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        sync_folder(folder.parent)


class Places:
    """The place that is written to, and others from which files may still be on their way to it: all are read."""

    def __init__(self, written: FilePlace, others: Sequence[FilePlace]) -> None:
        self._written, self._all = written, (written, *others)

    def put(self, name: str, sealed: IO[bytes]) -> None:
        self._written.put(name, sealed)

    def get(self, name: str, part: tuple[int, int] | None = None) -> bytes:
        for place in self._all:
            with suppress(FileNotFoundError):
                return place.get(name, part)
        return self._written.get(name, part)  # moved between two looks

    def stat(self, name: str) -> LyingFile | None:
        looks = (place.stat(name) for place in (*self._all, self._written))
        return next((found for found in looks if found is not None), None)

    def list(self, kind: str) -> Iterator[LyingFile]:
        for place in self._all:
            yield from place.list(kind)

    def remove(self, name: str) -> None:
        """From all, the one first from which files are moved, so that none is moved after it was taken away."""
        with ExitStack() as each_in_turn:
            for place in self._all:
                each_in_turn.callback(place.remove, name)
