"""Collects the reports that a provider brings, has them kept, and only then answers for them."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from songda import clock
from songda.channels.contract import RawReport, Sink

log = logging.getLogger(__name__)

GATHER_S: Final = 0.005
MOST: Final = 500

Answer = Callable[[bool], None]  # given whether the report is kept


class Intake:
    """Batches reports: whatever comes within a few milliseconds, or while the last batch is being kept."""

    def __init__(self, channel: str, provider: str) -> None:
        self._channel = channel
        self._provider = provider
        self._sink: Sink | None = None
        self._new: list[tuple[RawReport, Answer]] = []
        self._task: asyncio.Task[None] | None = None

    def open(self, sink: Sink) -> None:
        """Where reports are kept from now on."""
        self._sink = sink

    def put(self, body: bytes, answer: Answer) -> None:
        """Takes one report; `answer` is called once, when it is kept or when keeping it failed."""
        self._new.append((RawReport(self._channel, self._provider, body, clock.now()), answer))
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._keep_all())

    async def keep(self, body: bytes) -> bool:
        """Takes one report and waits until it is kept; whether it is. Who is called off meanwhile stops nobody else."""
        kept: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.put(body, partial(_answer, kept))
        return await kept

    async def drain(self) -> None:
        """Returns when everything taken so far has been kept and answered."""
        while self._task is not None:
            await asyncio.shield(self._task)

    async def _keep_all(self) -> None:
        try:
            await asyncio.sleep(GATHER_S)
            while self._new:
                batch, self._new = self._new[:MOST], self._new[MOST:]
                is_kept = await self._is_kept([report for report, _ in batch])
                for _, answer in batch:
                    answer(is_kept)
        finally:
            self._task = None

    async def _is_kept(self, reports: Sequence[RawReport]) -> bool:
        if self._sink is None:
            return False
        try:
            await self._sink(reports)
        except Exception as wrong:  # noqa: BLE001 - whatever is wrong, the provider must report again
            # Only the kind of error: its text may quote what was reported of a person.
            why = type(wrong).__name__
            log.warning("%d reports (%s) are not kept (%s); they must come again", len(reports), self._channel, why)
            return False
        return True


async def stop_letting_in(server: asyncio.Server) -> None:
    """Close its port once everybody whom it has let in is on a line of their own, on which one can hang up.

    Closed at once, asyncio would forget whoever was let in that very moment: they hear nothing, and nobody sees them.
    """
    loop = asyncio.get_running_loop()
    for door in server.sockets:
        loop.remove_reader(door.fileno())
    for _ in range(5):  # they get a protocol, it is told, and what serves them begins
        await asyncio.sleep(0)
    server.close()


def _answer(waiting: "asyncio.Future[bool]", is_kept: bool) -> None:  # noqa: FBT001 - the form of an answer
    if not waiting.done():  # whoever brought it has hung up, and brings it again
        waiting.set_result(is_kept)
