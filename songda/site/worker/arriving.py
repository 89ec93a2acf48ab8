"""A worker that is started before its database, as after a power cut, waits for it and says so."""

import asyncio
import contextlib
import logging
from typing import Any, Final

import psycopg

log = logging.getLogger("songda.worker")
ASK_S: Final = 2.0
TELL_S: Final = 60.0


async def wait_for_database(parameters: dict[str, Any], stop: asyncio.Event) -> bool:
    """Ask every two seconds until the database answers; False when `stop` is set before it does."""
    told_at: float | None = None
    while not stop.is_set():
        trouble = await _trouble(parameters)
        if trouble is None:
            if told_at is not None:
                log.warning("the database answers: the work begins")
            return True
        at = asyncio.get_running_loop().time()
        if told_at is None or at - told_at >= TELL_S:
            log.error("the database does not answer (%s): waiting for it, nothing is lost meanwhile", trouble)
            told_at = at
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), ASK_S)
    return False


async def _trouble(parameters: dict[str, Any]) -> str | None:
    """Why it does not answer, in one line; None: it does."""
    try:
        async with await psycopg.AsyncConnection.connect(**{"connect_timeout": 5, **parameters}) as session:
            await session.execute("SELECT 1")
    except psycopg.Error as wrong:
        return str(wrong).strip().partition("\n")[0] or type(wrong).__name__
    return None
