"""Runs one job on a hostile PDF in a process of its own, which is killed when it takes too long or too much.

The child gets no secrets (an almost empty environment), reads the PDF from memory, and may write only its answer.
"""

import os
import select
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from songda.trust.paper.findings import MEGABYTE
from songda.trust.paper.shut_in import version
from songda.trust.paper.turns import TURNS

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
    with TURNS.one(), _memory_file() as question, _memory_file() as answer:
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
