"""Has a child process listen to a file of which it is handed one part at a time, and kills it at its limits.

The child asks over its output for `offset (8) | length (4)` and is answered over its input with `length (4) | bytes`; a
question of length 0 says that it is done, and what follows is its answer in JSON. So nothing of the file is held whole
or lies about unsealed, and the child opens nothing by itself.
"""

import hashlib
import json
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from typing import IO, Any, Protocol

from songda.trust.paper.child import FILE_SLOTS, Allowance, ChildFailed, surroundings

LARGEST_PART = 256 * 1024


class Source(Protocol):
    """A file of known size whose parts can be read."""

    @property
    def size(self) -> int:
        """Bytes in all."""

    @property
    def sha256(self) -> bytes:
        """Of the whole."""

    def read(self, start: int, stop: int) -> bytes:
        """The bytes from `start` up to `stop`, or up to its end."""


@dataclass(frozen=True)
class InMemory:
    """A small file that is held whole."""

    body: bytes = field(repr=False)

    @property
    def size(self) -> int:
        """Bytes in all."""
        return len(self.body)

    @property
    def sha256(self) -> bytes:
        return hashlib.sha256(self.body).digest()

    def read(self, start: int, stop: int) -> bytes:
        return self.body[start:stop]


QUESTION = struct.Struct(">QI")
LENGTH = struct.Struct(">I")
_LISTENER = "songda.trust.sound.jobs"


def listen_in_child(source: Source, words: list[str], allowance: Allowance) -> dict[str, Any]:
    """What the child heard; ChildFailed where it was killed at a limit or broke down, NoTurnError where none began."""
    limits = [str(allowance.processor), str(allowance.memory), str(allowance.answer)]
    command = [sys.executable, "-s", "-P", "-m", _LISTENER, *limits, str(source.size), *words]
    with (
        FILE_SLOTS.one(),
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=surroundings()
        ) as child,
    ):
        alarm = threading.Timer(allowance.clock, child.kill)
        alarm.start()
        try:
            assert child.stdin is not None  # noqa: S101 - both are pipes
            assert child.stdout is not None  # noqa: S101
            return _served(child.stdin, child.stdout, source, allowance.answer)
        except (BrokenPipeError, ValueError) as broken:
            raise ChildFailed("the listener ended in the middle") from broken
        finally:
            alarm.cancel()
            child.kill()


def _served(into: IO[bytes], out: IO[bytes], source: Source, longest_answer: int) -> dict[str, Any]:
    while True:
        question = out.read(QUESTION.size)
        if len(question) < QUESTION.size:
            raise ChildFailed("the listener ended in the middle")
        offset, length = QUESTION.unpack(question)
        if length == 0:
            answer: dict[str, Any] = json.loads(out.read(longest_answer))
            return answer
        if length > LARGEST_PART:
            raise ChildFailed("the listener asked for too much at once")
        part = source.read(min(offset, source.size), min(offset + length, source.size))
        into.write(LENGTH.pack(len(part)) + part)
        into.flush()
