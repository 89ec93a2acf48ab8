"""A lane of work: one thing at a time, when it is asked for or the clock says so, and in nobody else's way."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger("songda.worker")


class Lane:
    """Jobs only ask; what takes long here, or hangs, keeps no other lane waiting."""

    def __init__(self, work: Callable[[], Awaitable[None]], seconds: float) -> None:
        self._work = work
        self._seconds = seconds
        self._asked = asyncio.Event()

    async def ask(self) -> None:
        """Have the work done soon; asked again meanwhile, it is done once more."""
        self._asked.set()

    async def run(self) -> None:
        """Work for ever; one failure is logged and does not end the lane."""
        while True:
            self._asked.clear()
            try:
                await self._work()
            except Exception:
                log.exception("%s failed; trying again", self._work.__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._asked.wait(), self._seconds)
