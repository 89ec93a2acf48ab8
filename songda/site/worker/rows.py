"""Runs database work in threads of its own, so that the worker's single line of thought never waits for rows."""

import asyncio
import logging
import threading
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Final, TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, connection, connections

from songda.clock import now
from songda.trust.places import FilesAwayError

T = TypeVar("T")
ASK_S: Final = 3.0
_asked = threading.local()
log = logging.getLogger("songda.worker")


class Rows:
    """A few threads, each with its own connection."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="rows")

    async def run(self, function: Callable[..., T], *arguments: object) -> T:
        """Call the function in a thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, partial(_with_fresh_connection, function, *arguments))

    async def drain(self, function: Callable[..., int], *arguments: object, chunk: int = 1) -> int:
        """Repeat a chunked function, given the moment last, until less than a whole `chunk` was left to be done.

        What becomes due meanwhile has a job of its own, so nobody looks again only to find nothing.
        """
        total = 0
        while (done := await self.run(function, *arguments, now())) >= chunk:
            total += done
        return total + done

    def close(self) -> None:
        """Wait for what is in hand; then every thread hangs up."""
        together = threading.Barrier(self._threads)  # so that each closes its own connection, and none another's
        for _ in range(self._threads):
            self._pool.submit(_hang_up, together)
        self._pool.shutdown()


async def each_step(*steps: Callable[[], Awaitable[object]]) -> None:
    """Do these one after the other; one that fails is logged, and the next is done all the same.

    Not while the database is away: then all fail, and nothing is done until it is back. Where the store of files was,
    that is raised in the end, so that whoever asks for all this waits longer.
    """
    away: FilesAwayError | None = None
    for step in steps:
        try:
            await step()
        except (OperationalError, InterfaceError):
            raise
        except FilesAwayError as wrong:
            away = wrong
        except Exception:
            log.exception("a step failed (%s); the next one is done", step)
    if away is not None:
        raise away


def _hang_up(together: threading.Barrier) -> None:
    together.wait()
    connections.close_all()


def _with_fresh_connection(function: Callable[..., T], *arguments: object) -> T:
    """Whether an old connection still answers is asked after a pause or an error; work that succeeds shows it."""
    if time.monotonic() - getattr(_asked, "at", -ASK_S) >= ASK_S or connection.errors_occurred:
        close_old_connections()
    done = function(*arguments)
    _asked.at = time.monotonic()
    return done
