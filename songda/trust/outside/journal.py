"""The journal of hand-overs: a line for each message and each notice call, on the disk before the first byte goes out.

One file for each worker process, so that no two write into one another's lines; a file that grew large is followed by
the next. A backup of the database that is put back knows nothing of what was sent after it: the journal does.
"""

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import Final

from songda.clock import by_machine
from songda.trust.atomic_files import sync_folder
from songda.trust.outside.lines import (
    Begun,
    HandOver,
    Key,
    Line,
    NoticeCall,
    OpeningLine,
    TakenBack,
    line_of,
    read_line,
)

FOLDER: Final = "hand-overs"
LARGEST: Final = 16 * 1024 * 1024
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
_LAST_DAYS: Final = timedelta(days=2)
KEPT: Final = timedelta(days=400)  # an older backup must not be put back: what was sent since then is forgotten


class Journal:
    """What one process is about to hand over; all methods may be called from any thread."""

    def __init__(self, folder: Path, largest: int = LARGEST) -> None:
        self._folder = folder / FOLDER
        self._largest = largest
        self._file: int | None = None  # its descriptor
        self._path: Path | None = None
        self._size = 0
        self._back: list[TakenBack] = []
        self._one_at_a_time = Lock()
        self._exchanging = Lock()  # held while the file is another, never while the disk is waited for

    def write(self, hand_overs: Sequence[HandOver | NoticeCall]) -> None:
        """When this returns the lines survive a power cut. Raises OSError: then nothing may be handed over.

        With no lines it only tries whether they could be written.
        """
        with self._one_at_a_time:
            back, self._back = self._back, []
            lines = [line_of(one) for one in (*back, *hand_overs)]
            try:
                self._append("".join(lines).encode())
            except OSError:
                self._give_up_file()
                self._back = back + self._back
                raise

    def begin(self, one: Begun) -> None:
        """Its first byte goes out now. A kill of the process does not lose it; nobody waits for the disk.

        Raises OSError: then it may not go out.
        """
        octets = line_of(one).encode()
        with self._exchanging:
            if self._file is None:
                raise OSError("the journal is not open")
            if os.write(self._file, octets) != len(octets):
                raise OSError("the journal took a part only")

    def take_back(self, one: TakenBack) -> None:
        """It was not handed over after all; that is written with the next lines, and may be lost without harm."""
        self._back.append(one)

    def close(self) -> None:
        """Write what is still to be taken back, as far as it can be."""
        with self._one_at_a_time:
            try:
                if self._back and self._file is not None:
                    self._append("".join(map(line_of, self._back)).encode())
            except OSError:
                pass
            self._give_up_file()

    def _append(self, octets: bytes) -> None:
        file = self._file
        if file is None or self._size + len(octets) > self._largest or _is_taken_away(file):
            file = self._begin_file()
        if octets and not self._size:
            octets = line_of(OpeningLine(boot())).encode() + octets
        left = memoryview(octets)
        while left:
            left = left[os.write(file, left) :]
        os.fdatasync(file)
        self._size += len(octets)

    def _begin_file(self) -> int:
        self._give_up_file()
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{token_hex(8)}.jsonl"
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o600)
        with self._exchanging:
            self._file, self._path, self._size = file, path, 0
        sync_folder(self._folder)
        return file

    def _give_up_file(self) -> None:
        with self._exchanging:
            file, self._file = self._file, None
            if file is None:
                return
            os.close(file)
        if not self._size and self._path is not None:
            self._path.unlink(missing_ok=True)


def _is_taken_away(file: int) -> bool:
    """Whether somebody removed the file, so that what is written goes nowhere."""
    return not os.fstat(file).st_nlink


def boot() -> str:
    """Which start of the machine this is; empty where the system does not tell."""
    try:
        return _BOOT.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def seen_here(folder: Path, keys: Collection[Key]) -> tuple[set[Key], set[Key]]:
    """Of these, what was written down here since the machine was started; and what, of all, may have begun to go out.

    Looks at the last days before the newest line: the files are dated by one clock, however wrong that is, and a worker
    that is away for long misses nothing. Raises ValueError, OSError.
    """
    written: set[Key] = set()
    doubtful: set[Key] = set()
    dates = {path: path.stat().st_mtime for path in files(folder)}
    newest = max(dates.values(), default=0.0)
    for path in (path for path, date in dates.items() if date >= newest - _LAST_DAYS.total_seconds()):
        is_ours = False
        for line in _lines_of(path):
            if isinstance(line, OpeningLine):
                is_ours = line.boot == boot() != ""
            elif isinstance(line, Begun) or not is_ours:
                doubtful.add(line.key)
            elif line.key in keys:
                written.add(line.key)
    return written, doubtful


def read_journal(folder: Path) -> Iterator[Line]:
    """Every line of every file, file by file; the cut end of a file, which was never flushed, is passed over.

    Raises ValueError for a line that is none of ours, OSError.
    """
    for path in files(folder):
        yield from (line for line in _lines_of(path) if not isinstance(line, OpeningLine))


def _lines_of(path: Path) -> Iterator[Line]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.endswith("\n"):
                break
            try:
                yield read_line(line)
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: {error}") from error


def last_lines(folder: Path, most: int) -> list[HandOver | NoticeCall]:
    """The last hand-overs of the files written to last: so many of each, cheap however long the journal is."""
    found: list[HandOver | NoticeCall] = []
    for path in sorted(files(folder), key=lambda each: each.stat().st_mtime)[-8:]:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - most * 512))
            whole = [line for line in file.read().split(b"\n")[:-1][-most:] if line.startswith(b"{")]
        found += [one for one in _read(whole) if isinstance(one, HandOver | NoticeCall)]
    return found


def forget_old(folder: Path, now: datetime) -> int:
    """Remove files that nothing was added to for so long; gives how many."""
    written = {path: by_machine(datetime.fromtimestamp(path.stat().st_mtime, UTC)) for path in files(folder)}
    old = sorted(path for path, at in written.items() if at < now - KEPT)
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def handed_over(lines: Iterable[Line]) -> Iterator[HandOver]:
    """Messages that may have gone out: written down more often than taken back. Of each the newest line."""
    return (line for line in gone_out(lines) if isinstance(line, HandOver))


def rung(lines: Iterable[Line]) -> Iterator[NoticeCall]:
    """Numbers that may have been rung, by the same rule."""
    return (line for line in gone_out(lines) if isinstance(line, NoticeCall))


def gone_out(lines: Iterable[Line]) -> list[HandOver | NoticeCall]:
    newest: dict[Key, HandOver | NoticeCall] = {}
    balance: Counter[Key] = Counter()
    for line in lines:
        if isinstance(line, TakenBack):
            balance[line.key] -= 1
        if not isinstance(line, HandOver | NoticeCall):
            continue
        balance[line.key] += 1
        if line.key not in newest or newest[line.key].at < line.at:
            newest[line.key] = line
    return [line for key, line in newest.items() if balance[key] > 0]


def files(folder: Path) -> list[Path]:
    """The files of the journal in which something stands."""
    return sorted(path for path in (folder / FOLDER).glob("*.jsonl") if path.stat().st_size)


def _read(lines: Iterable[bytes]) -> Iterator[Line]:
    for line in lines:
        try:
            yield read_line(line.decode())
        except ValueError:  # the first one may be cut by where we began to read
            continue
