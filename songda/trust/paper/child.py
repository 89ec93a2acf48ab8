"""Runs one job on a hostile PDF in a process of its own, which is killed when it takes too long or too much.

The child gets no secrets (an almost empty environment), reads the PDF from memory, and may write only its answer: for
each item a line of JSON and then so many bytes.

A file may cost the half minute and the gigabyte that its child may use. So few are opened at once in a process, some
more wait a little, and whoever comes on top is asked to come again, which costs nothing. In a process that answers
pages, those who wait for a child or for a turn lend their seat to others meanwhile. Workers have nobody who waits for a
page: there one waits for a turn as long as it takes.
"""

import json
import os
import select
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Condition, local
from typing import IO, Any

from songda.trust.paper.confinement import version
from songda.trust.paper.findings import MEGABYTE

PAPER_JOBS = "songda.trust.paper.jobs"
_OWN_VIEW = "songda.trust.paper.own_view"  # by itself it only tries
_HOME = Path(__file__).parents[3]  # the folder that holds the package


@dataclass(frozen=True)
class Allowance:
    """What a child may use: processor seconds in all, seconds by the clock, memory, and bytes of answer."""

    processor: int = 15
    clock: int = 30
    memory: int = 1024 * MEGABYTE
    answer: int = 512 * MEGABYTE


class ChildFailed(Exception):  # noqa: N818 - it tells what became of the child
    """The child was killed at one of its limits or broke down; the PDF is to blame."""


def run(job: str, pdf: bytes, arguments: list[str], allowance: Allowance, *, jobs: str = PAPER_JOBS) -> bytes:
    """Runs the module `jobs` with the file and gives back what it wrote; ChildFailed when it did not finish.

    NoTurnError where so many are at work that it did not begin.
    """
    limits = [str(allowance.processor), str(allowance.memory), str(allowance.answer)]
    command = [sys.executable, "-s", "-P", "-m", jobs, *limits, job, *arguments]
    with FILE_SLOTS.one(), _memory_file() as question, _memory_file() as answer:
        question.write(pdf)
        question.seek(0)
        status = _outcome(command, question, answer, allowance.clock)
        if status is None:
            raise ChildFailed(f"{job} took longer than {allowance.clock} s")
        if status != 0:
            raise ChildFailed(f"{job} ended with {status}")
        answer.seek(0)
        return answer.read()


def is_kept_from_files() -> bool:
    """Whether a child that was taken over would reach no file of ours here, by Landlock or by a view of its own."""
    command = [sys.executable, "-s", "-P", "-m", _OWN_VIEW]
    if version() > 0:
        return True
    return subprocess.run(command, capture_output=True, check=False, env=surroundings()).returncode == 0


def surroundings() -> dict[str, str]:
    """The environment of a child: enough to find the package, and nothing of ours."""
    return {"PYTHONPATH": str(_HOME), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}


def _outcome(command: list[str], question: IO[bytes], answer: IO[bytes], seconds: int) -> int | None:
    """How the child ended; None when it had to be killed because its time was over."""
    with subprocess.Popen(
        command,
        stdin=question,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        env=surroundings(),
    ) as child:
        try:
            return _wait(child, seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            child.kill()


def _wait(child: subprocess.Popen[bytes], seconds: int) -> int:
    """As Popen.wait, but awake at the moment the child ends, where Popen looks only every 50 ms."""
    try:
        end = os.pidfd_open(child.pid)
    except (AttributeError, OSError):  # not every system offers it
        return child.wait(seconds)
    try:
        alarm = select.poll()
        alarm.register(end, select.POLLIN)
        alarm.poll(seconds * 1000)
    finally:
        os.close(end)
    return child.wait(0)


def _memory_file() -> IO[bytes]:
    """A file that never touches a disk where the system offers one, so that no paper lies about unsealed."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("paper"), "w+b")
    return TemporaryFile()


def write_frames(out: IO[bytes], frames: Iterable[tuple[dict[str, Any], bytes]]) -> None:
    """Writes every item, and at last an end mark, so that a broken-off answer is noticed."""
    for head, body in frames:
        out.write(json.dumps({**head, "bytes": len(body)}).encode() + b"\n" + body)
    out.write(b"end\n")
    out.flush()


def read_frames(answer: bytes) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Reads the items back; ValueError when the answer is broken."""
    position = 0
    while True:
        line_end = answer.index(b"\n", position)
        line = answer[position:line_end]
        if line == b"end":
            return
        head = json.loads(line)
        position = line_end + 1 + int(head["bytes"])
        yield head, answer[line_end + 1 : position]


AT_ONCE = 2
COME_AGAIN_SECONDS = 10
PATIENCE_SECONDS = 8.0  # less than that of a browser or of a person
Lend = Callable[[], AbstractContextManager[None]]


class NoSlotError(Exception):
    """So many files are opened at this moment that this one was not; nothing came of the request."""


class FileSlots:
    """`at_once` may open a file. Of all who do, or wait to, there may be `room`, and each waits `patience` seconds."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._free = at_once
        self._room: int | None = None  # no bound, as in a worker
        self._patience: float | None = None
        self._lend: Lend = nullcontext
        self._opening = 0
        self._changed = Condition()
        self._mine = local()

    def bound(self, room: int, patience: float, lend: Lend) -> None:
        """From here on people wait for what this process does; `lend` is entered while one of them is apart."""
        self._room, self._patience, self._lend = room, patience, lend

    @contextmanager
    def opening(self) -> Iterator[None]:
        """Out of the way of others, to open a file or wait for whoever opens it; NoTurnError where too many are."""
        if getattr(self._mine, "is_apart", False):
            yield
            return
        with self._changed:
            if self._room is not None and self._opening >= self._room:
                raise NoSlotError
            self._opening += 1
        self._mine.is_apart = True
        try:
            with self._lend():
                yield
        finally:
            self._mine.is_apart = False
            with self._changed:
                self._opening -= 1

    @contextmanager
    def one(self) -> Iterator[None]:
        """A turn, given back at the end; NoTurnError where none is to be had."""
        with self.opening():
            self._take()
            try:
                yield
            finally:
                with self._changed:
                    self._free += 1
                    self._changed.notify()

    def _take(self) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: self._free > 0, self._patience):
                raise NoSlotError
            self._free -= 1


FILE_SLOTS = FileSlots()  # of this process
