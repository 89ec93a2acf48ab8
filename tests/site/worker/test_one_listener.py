"""Of all workers of an installation one listens to the telephone system, and another takes over when it is killed."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from songda.clock import now
from songda.records.service.telephone.dialling import hang_up
from songda.records.service.telephone.exchange import is_listened_to
from songda.site.checkup.configuration import read_configuration
from songda.site.checkup.database import ask_database, telephone_heard
from songda.site.worker.call_desk import ASK_S
from songda.site.worker.rows import Rows
from tests.records.service.telephone.test_dialling import NOW, dialled
from tests.site.worker.test_call_desk import dial_of, made, numbered, rows  # noqa: F401
from tests.telephony.exchange import Line

ASKED = "SELECT pg_try_advisory_lock($1, $2)"
pytestmark = [pytest.mark.night("waits for a lease to run out"), pytest.mark.database(transaction=True)]


def _database_url() -> str:
    place = connection.settings_dict
    who = f"{quote(place['USER'])}:{quote(place['PASSWORD'] or '')}"
    return f"postgresql://{who}@{quote(place['HOST'] or '', safe='')}:{place['PORT'] or ''}/{quote(place['NAME'])}"


@contextmanager
def worker(line: Line) -> Iterator[subprocess.Popen[bytes]]:
    """A process of `songda worker` that answers for the telephone; killed at the end at the latest."""
    around = {**os.environ, "DATABASE_URL": _database_url(), "SONGDA_TELEPHONE_URL": line.url}
    command = [sys.executable, "-m", "songda", "worker", "--queue", "telephone"]
    with subprocess.Popen(command, env=around, stdout=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.kill()


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Ask again and again, for a minute at most: other processes answer."""
    async with asyncio.timeout(60):
        while not await is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def until_somebody_listens(line: Line) -> None:
    await until(lambda: asyncio.sleep(0, bool(line.exchange.listeners)))


def _holder() -> int:
    """The session that holds the lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted")
        ((session,),) = cursor.fetchall()
    return int(session)


def _is_anothers(session: int) -> bool:
    return is_listened_to() and _holder() != session


def _waits(first: int) -> bool:
    """Whether a second session asks for the lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid <> %s AND query = %s", [first, ASKED])
        return bool(cursor.fetchone()[0])


async def test_a_second_worker_waits_and_takes_over_when_the_first_is_killed(
    made: Line,  # noqa: F811
    rows: Rows,  # noqa: F811
) -> None:
    with worker(made) as first:
        await until_somebody_listens(made)
        dial = await rows.run(lambda: dialled(numbered("34"), NOW, "801"))
        await dial_of(rows, dial, "answered_at")
        session = await rows.run(_holder)
        with worker(made):
            await until(lambda: rows.run(_waits, session))
            await asyncio.sleep(2 * ASK_S)
            assert await rows.run(_holder) == session
            assert len(made.exchange.listeners) == 1

            first.send_signal(signal.SIGKILL)
            first.wait()
            await until(lambda: rows.run(_is_anothers, session))
            running = await dial_of(rows, dial, "answered_at")
            await rows.run(hang_up, running, f"staff:{running.caller_id}", now())
            kept = await dial_of(rows, dial, "recording")
            assert kept.line == "answered"
            assert made.exchange.dialled.count(kept.address.value) == 1


async def test_the_check_says_that_nobody_listens(
    made: Line,  # noqa: F811
    rows: Rows,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def said() -> str:
        return " ".join(finding.what for finding in telephone_heard(ask_database(), read_configuration()))

    assert "no worker listens" in await rows.run(said)
    with worker(made):
        await until_somebody_listens(made)
        assert await rows.run(said) == ""
    monkeypatch.setattr(settings, "TELEPHONE_URL", "")
    assert await rows.run(said) == ""
