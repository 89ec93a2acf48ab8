"""How many hostile files are opened at once: a few, so that heavy ones cost nobody their turn who opens none.

A file may cost the half minute and the gigabyte that its child may use. So few are opened at once in a process, some
more wait a little, and whoever comes on top is asked to come again, which costs nothing. In a process that answers
pages, those who wait for a child or for a turn lend their seat to others meanwhile. Workers have nobody who waits for a
page: there one waits for a turn as long as it takes.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Condition, local

AT_ONCE = 2
COME_AGAIN_SECONDS = 10
PATIENCE_SECONDS = 8.0  # less than that of a browser or of a person
Lend = Callable[[], AbstractContextManager[None]]


class NoTurnError(Exception):
    """So many files are opened at this moment that this one was not; nothing came of the request."""


class Turns:
    """`at_once` may open a file. Of all who do, or wait to, there may be `room`, and each waits `patience` seconds."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._free = at_once
        self._room: int | None = None  # no bound, as in a worker
        self._patience: float | None = None
        self._lend: Lend = nullcontext
        self._apart = 0
        self._changed = Condition()
        self._mine = local()

    def bound(self, room: int, patience: float, lend: Lend) -> None:
        """From here on people wait for what this process does; `lend` is entered while one of them is apart."""
        self._room, self._patience, self._lend = room, patience, lend

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Out of the way of others, to open a file or wait for whoever opens it; NoTurnError where too many are."""
        if getattr(self._mine, "is_apart", False):
            yield
            return
        with self._changed:
            if self._room is not None and self._apart >= self._room:
                raise NoTurnError
            self._apart += 1
        self._mine.is_apart = True
        try:
            with self._lend():
                yield
        finally:
            self._mine.is_apart = False
            with self._changed:
                self._apart -= 1

    @contextmanager
    def one(self) -> Iterator[None]:
        """A turn, given back at the end; NoTurnError where none is to be had."""
        with self.apart():
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
                raise NoTurnError
            self._free -= 1


TURNS = Turns()  # of this process
