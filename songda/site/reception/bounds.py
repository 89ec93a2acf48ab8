"""How long a request may take to come in, and how many may be coming in, waiting and going out in one process."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Bounds:
    """Seconds, bytes and counts; each process of the web server has its own."""

    silence_s: float = 15.0  # between two pieces of a body
    grace_s: float = 20.0  # that a body may take, however small
    slowest: int = 8 * 1024  # bytes a second beyond that: 20 megabytes over a bad line in three quarters of an hour
    bodies: int = 1000  # coming in at once
    held: int = 1024 * 1024 * 1024  # bytes of them, on disk from `in_memory` on
    in_memory: int = 64 * 1024
    folder: Path | None = None  # where the rest of a body lies, without a name; None: where the system has such files
    waiting: int = 128  # for a thread
    apart: int = 8  # of those that have one: how many may lend their seat while they wait for a file to be opened
    streams: int = 16  # going out piece by piece
    send_s: float = 30.0  # that the taker of a stream may take for a piece
    last_s: float = 1.0  # in which kept lines are still answered after the word to end

    def time_for(self, length: int) -> float:
        """Seconds in which a body of this length must have come."""
        return self.grace_s + length / self.slowest
