"""Exactly one process of an installation listens to the telephone system; another takes over when it is gone."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any, Final

import psycopg
from psycopg import sql

from songda.records.delivery.telephone.exchange import LISTENER_CHANNEL, LISTENER_LOCK, TAKE_LISTENER_LOCK
from songda.site.worker.call_desk import CallDesk

log = logging.getLogger("songda.worker")
ASK_S = 1.0  # how often one who waits asks for the lock
BEAT_S = 5.0  # how often the holder makes sure that it is still theirs; what is told meanwhile is heard at once
LOST_S = 4.0  # so long without an answer, the session counts as lost: sooner than the database gives the lock away
# The database notices within seconds that the holder's machine is gone, where it would wait for hours.
_NOTICE_DEATH: Final = (
    "SET tcp_keepalives_idle = 5",
    "SET tcp_keepalives_interval = 2",
    "SET tcp_keepalives_count = 3",
)


class Listener:
    """Waits for its turn, listens while the session that holds the lock lives, and waits again."""

    def __init__(self, make: Callable[[], CallDesk], parameters: dict[str, Any]) -> None:
        self._make, self._parameters = make, parameters
        self.desk: CallDesk | None = None  # while it is this process that listens

    async def run(self) -> None:
        """Take turns for ever; whatever goes wrong gives the lock back, and somebody listens soon."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**self._parameters, autocommit=True) as session:
                    await self._wait_for_turn(session)
                    await self._take_turn(session)
            except (psycopg.Error, TimeoutError) as wrong:
                log.warning("not listening to the telephone system any more: %s", type(wrong).__name__)
            except Exception:
                log.exception("listening to the telephone system failed; trying again")
            await asyncio.sleep(ASK_S)

    async def _wait_for_turn(self, session: psycopg.AsyncConnection[Any]) -> None:
        for setting in _NOTICE_DEATH:
            await session.execute(setting)
        while not await _takes_lock(session):  # noqa: ASYNC110 - the other is in another process
            await asyncio.sleep(ASK_S)
        await session.execute(sql.SQL("LISTEN {}").format(sql.Identifier(LISTENER_CHANNEL)))

    async def _take_turn(self, session: psycopg.AsyncConnection[Any]) -> None:
        desk = self._make()
        await desk.open()
        self.desk = desk
        log.info("listening to the telephone system")
        try:
            await self._work_while_ours(desk, session)
        finally:
            self.desk = None
            await desk.close()

    async def _work_while_ours(self, desk: CallDesk, session: psycopg.AsyncConnection[Any]) -> None:
        """Whatever is in hand is left when the lock may be another's: every step can be repeated."""
        asked = asyncio.Event()
        asked.set()
        working = asyncio.create_task(_work(desk, asked))
        try:
            while not working.done():
                await asyncio.wait_for(session.execute("SELECT 1"), LOST_S)
                async for _ in session.notifies(timeout=BEAT_S, stop_after=1):
                    asked.set()
            working.result()
        finally:
            working.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await working


async def _takes_lock(session: psycopg.AsyncConnection[Any]) -> bool:
    answer = await (await session.execute(TAKE_LISTENER_LOCK, LISTENER_LOCK)).fetchone()
    return bool(answer and answer[0])


async def _work(desk: CallDesk, asked: asyncio.Event) -> None:
    while True:
        await asked.wait()
        asked.clear()
        await desk.work()
