"""Reads the body of a request piece by piece, with a deadline, before anybody works on it.

The bounds say how long a request may take to come in, and how many may be coming in, waiting and going out.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO


class TooSlowError(Exception):
    """The body did not come in the time that it has."""


class CutShortError(Exception):
    """Less came than was announced."""


class FullError(Exception):
    """So much is coming in at once that nothing more is taken."""


@dataclass(frozen=True)
class Bounds:
    """Seconds, bytes and counts; each process of the web server has its own."""

    silence_s: float = 15.0  # between two pieces of a body
    grace_s: float = 20.0  # that a body may take, however small
    slowest: int = 8 * 1024  # bytes a second beyond that: 20 megabytes over a bad line in three quarters of an hour
    bodies: int = 1000  # coming in at once
    buffered: int = 1024 * 1024 * 1024  # bytes of them, on disk from `in_memory` on
    in_memory: int = 64 * 1024
    folder: Path | None = None  # where the rest of a body lies, without a name; None: where the system has such files
    waiting: int = 128  # for a thread
    lenders: int = 8  # of those that have one: how many may lend their seat while they wait for a file to be opened
    streams: int = 16  # going out piece by piece
    send_s: float = 30.0  # that the taker of a stream may take for a piece
    last_s: float = 1.0  # in which kept lines are still answered after the word to end

    def time_for(self, length: int) -> float:
        """Seconds in which a body of this length must have come."""
        return self.grace_s + length / self.slowest


@dataclass
class Intake:
    """The bodies that are coming in to one process."""

    bounds: Bounds
    bodies: int = field(default=0, init=False)
    buffered: int = field(default=0, init=False)

    async def read(self, pieces: AsyncIterator[bytes], length: int) -> IO[bytes]:
        """The body of `length` bytes, from its beginning, to be closed by the caller.

        Raises TooSlowError, CutShortError or FullError; nothing of it is left then.
        """
        if self.bodies >= self.bounds.bodies:
            raise FullError
        keep = ExitStack()  # closes the file unless it is given back
        folder = str(self.bounds.folder) if self.bounds.folder else None
        body = SpooledTemporaryFile(self.bounds.in_memory, dir=folder)  # noqa: SIM115 - closed by `keep`, or by whoever gets it
        keep.callback(body.close)
        self.bodies += 1
        try:
            async with asyncio.timeout(self.bounds.time_for(length)):
                await self._fill(body, pieces, length)
            body.seek(0)
        except TimeoutError:
            raise TooSlowError from None
        else:
            keep.pop_all()
            return body
        finally:
            self.bodies -= 1
            keep.close()

    async def _fill(self, body: IO[bytes], pieces: AsyncIterator[bytes], length: int) -> None:
        come = 0
        try:
            while come < length:
                async with asyncio.timeout(self.bounds.silence_s):
                    piece = await _next_of(pieces)
                if not piece:
                    raise CutShortError
                come += len(piece)
                self.buffered += len(piece)
                if self.buffered > self.bounds.buffered:
                    raise FullError
                body.write(piece)
        finally:
            self.buffered -= come


async def _next_of(pieces: AsyncIterator[bytes]) -> bytes:
    """The next piece, empty at the end; a coroutine, since the web server's own object cannot be cancelled."""
    try:
        return await anext(pieces)
    except StopAsyncIteration:
        return b""
