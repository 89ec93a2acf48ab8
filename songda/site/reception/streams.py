"""Sends an answer out as fast as its taker reads, through a pipe; the web server would hold all of it in memory."""

import errno
import os
import select
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

OPEN_AGAIN_S = 0.01


class GoneError(Exception):
    """Whoever was to take the pieces has gone, or takes too long."""


def make_pipe() -> Path:
    """A pipe with a name, in a folder of its own that nobody else may enter."""
    place = Path(tempfile.mkdtemp(prefix="songda-stream-")) / "pipe"
    os.mkfifo(place, 0o600)
    return place


def send_all(pieces: Iterable[bytes], pipe: Path, patience_s: float) -> None:
    """Write the pieces until there are no more or their taker is gone; the pipe is gone afterwards."""
    with suppress(GoneError):
        try:
            line = _open(pipe, patience_s)
        finally:
            drop_pipe(pipe)
        try:
            for piece in pieces:
                _write(line, memoryview(piece), patience_s)
        finally:
            os.close(line)


def drop_pipe(pipe: Path) -> None:
    """Remove the name; whoever has it open goes on."""
    pipe.unlink(missing_ok=True)
    pipe.parent.rmdir()


def _open(pipe: Path, patience_s: float) -> int:
    """The end to write to, once the web server reads the other."""
    deadline = time.monotonic() + patience_s
    while True:
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as wrong:
            if wrong.errno != errno.ENXIO:
                raise
        if time.monotonic() > deadline:
            raise GoneError
        time.sleep(OPEN_AGAIN_S)


def _write(line: int, piece: memoryview, patience_s: float) -> None:
    ready = select.poll()
    ready.register(line, select.POLLOUT)
    while piece:
        if not ready.poll(patience_s * 1000):
            raise GoneError
        try:
            piece = piece[os.write(line, piece) :]
        except BlockingIOError:
            continue
        except BrokenPipeError:
            raise GoneError from None
