"""A lane of work: one thing at a time, when it is asked for or the clock says so, and in nobody else's way."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from math import inf

from songda.clock import steady

log = logging.getLogger("songda.worker")
AT_LATEST_S = 300.0  # so often everything is looked at, whether something is known to be due or not


class Lane:
    """Jobs only ask; what takes long here, or hangs, keeps no other lane waiting."""

    def __init__(self, work: Callable[[], Awaitable[None]], seconds: float) -> None:
        """`seconds`: the shortest pause after work that only the clock brings."""
        self._work = work
        self._seconds = seconds
        self._asked = asyncio.Event()
        self._from = inf  # when a nudge counts

    async def ask(self) -> None:
        """Have the work done soon; asked again meanwhile, it is done once more."""
        self._asked.set()

    def nudge(self) -> None:
        """Something is due: have it done, unless it is being done or was a moment ago; whoever nudges does so again."""
        if steady() >= self._from:
            self._asked.set()

    async def run(self) -> None:
        """Work for ever; one failure is logged and does not end the lane."""
        while True:
            self._asked.clear()
            try:
                await self._work()
            except Exception:
                log.exception("%s failed; trying again", self._work.__name__)
            self._from = steady() + self._seconds
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._asked.wait(), AT_LATEST_S)
            self._from = inf
