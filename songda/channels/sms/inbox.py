"""Collects what the SMS centre delivers, has it kept, and only then tells the centre that we have it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from songda.channels.sms import statuses

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivered message and how to answer for it on the connection that brought it."""

    raw: bytes
    at: datetime
    answer: Callable[[int], None]  # with a status


Keep = Callable[[Sequence[Delivery]], Awaitable[None]]


class Inbox:
    """Batches deliveries: whatever comes within a few milliseconds, or while the last batch is being kept."""

    def __init__(self, keep: Keep, gather_s: float = 0.005, most: int = 500) -> None:
        self._keep = keep
        self._gather_s = gather_s
        self._most = most
        self._new: list[Delivery] = []
        self._task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._new)

    def put(self, delivery: Delivery) -> None:
        """Takes one delivery."""
        self._new.append(delivery)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._keep_all())

    async def drain(self) -> None:
        """Returns when everything taken so far has been kept and answered."""
        while self._task is not None:
            await asyncio.shield(self._task)

    async def _keep_all(self) -> None:
        try:
            await asyncio.sleep(self._gather_s)
            while self._new:
                batch, self._new = self._new[: self._most], self._new[self._most :]
                await self._keep_batch(batch)
        finally:
            self._task = None

    async def _keep_batch(self, batch: Sequence[Delivery]) -> None:
        try:
            await self._keep(batch)
        except Exception:
            log.exception("reports could not be kept; the SMS centre is asked to deliver %d again", len(batch))
            status = statuses.TRY_AGAIN
        else:
            status = statuses.OK
        for delivery in batch:
            delivery.answer(status)
