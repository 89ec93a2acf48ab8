"""Whatever somebody with a role of the database puts among the jobs, or calls out, the worker goes on."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Iterable, Iterator
from io import StringIO
from itertools import product

import pytest
from django.db import Error, connection

from songda.records.ground.queue import JOBS, ask
from songda.site.embedded.cluster import APP_ROLE
from songda.site.worker import Worker
from songda.web.look.log_redaction import OneLine, WithoutLinks

pytestmark = pytest.mark.database(transaction=True)
CALLS = [
    "NOTIFY \"procrastinate_any_queue_v1\", 'junk'",
    "NOTIFY \"procrastinate_queue_v1#default\", ''",
    "NOTIFY \"procrastinate_queue_v1#default\", '[]'",
    'NOTIFY "procrastinate_queue_v1#default", \'{"type": 7}\'',
    'NOTIFY "procrastinate_queue_v1#default", \'{"type": "abort_job_requested"}\'',
    'NOTIFY "procrastinate_queue_v1#default", \'{"type": "abort_job_requested", "job_id": "x"}\'',
    "SELECT pg_notify('procrastinate_queue_v1#default', repeat('[', 7990))",
    "SELECT pg_notify('procrastinate_queue_v1#default', n::text) FROM generate_series(1, 5000) AS n",
]
PERSON = "Li Xiaoming, 13800138000"
LONG = "a" * 300_000
HOSTILE = [
    *("[]", '["x"]', "null", "true", '"x"', "7", "1e5000", '{"x": 1e5000}', '{"party_ids": 7}', '{"channel": {}}'),
    *("[" * 3000 + "]" * 3000, '{"party_ids": ' + "[" * 3000 + "]" * 3000 + "}", '{"": ""}', '{"self": "x"}'),
    *(json.dumps({name: value}) for name, value in ((PERSON, "x"), ("x", PERSON), (LONG, "x"), ("x", LONG))),
    *(json.dumps({"name": PERSON, "number": PERSON, "channel": PERSON, "case_ids": [PERSON]}),),
    *(json.dumps({name: [LONG, PERSON] for name in ("party_ids", "case_ids", "service_ids", "certificate_ids")}),),
    *(json.dumps({name: [PERSON]}) for name in ("party_ids", "case_ids", "service_ids", "certificate_ids", "channel")),
    json.dumps({"name": PERSON, "number": PERSON}),
]


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """What a worker logs, every word of it, as it is written."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(WithoutLinks())
    handler.setFormatter(OneLine())
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.setLevel(level)
    root.removeHandler(handler)


async def done_beside(*attacks: str) -> bool:
    """Whether a job is done by a worker that runs while this happens."""
    worker = Worker(["default"])
    done = asyncio.Event()

    async def advance() -> None:
        done.set()

    worker.app.tasks.pop("planning.advance")
    worker.app.task(name="planning.advance")(advance)
    async with worker.app.open_async():
        running = asyncio.create_task(worker._run_jobs())
        await asyncio.sleep(0.5)
        for attack in attacks:
            await asyncio.to_thread(_run, attack)
        await asyncio.sleep(1.0)
        done.clear()
        await asyncio.to_thread(_ask)
        waits = asyncio.create_task(done.wait())
        await asyncio.wait([waits, running], timeout=3, return_when=asyncio.FIRST_COMPLETED)
        is_alive = not running.done()
        for each in (running, waits):
            each.cancel()
        await asyncio.gather(running, waits, return_exceptions=True)
    return is_alive and done.is_set()


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def _ask() -> None:
    ask("planning.advance")
    connection.close()


async def test_it_hears_what_comes_after_calls_of_others() -> None:
    """Within the time in which it looks by itself: one that became deaf would be late."""
    assert await done_beside(*CALLS)


def _put_by_the_web(jobs: Iterable[tuple[str, str]]) -> int:
    """How many of these tasks with arguments the database lets the web's role ask for."""
    put = 0
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {APP_ROLE}")
        for job in jobs:
            with contextlib.suppress(Error):
                cursor.execute(
                    "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('anywhere', %s, %s)", job
                )
                put += 1
    connection.close()
    return put


def _left() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, left(args::text, 60) FROM procrastinate_jobs")
        found: list[tuple[str, str]] = cursor.fetchall()
    connection.close()
    return found


@pytest.mark.skipif("'DATABASE_URL' in __import__('os').environ")
async def test_each_job_ends_whatever_it_is_given_and_the_log_repeats_none_of_it(lines: StringIO) -> None:
    """Any task of any queue, with arguments that are no object, are numbers or nests, are long, or name somebody."""
    tasks = [*JOBS, "no.such.task", PERSON, "x" * 128]
    put = await asyncio.to_thread(_put_by_the_web, product(tasks, HOSTILE))
    worker = Worker()
    async with worker.app.open_async():
        running = asyncio.create_task(worker._run_jobs())
        for _ in range(300):
            if running.done() or not await asyncio.to_thread(_left):
                break
            await asyncio.sleep(0.1)
        is_alive = not running.done()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    await asyncio.to_thread(worker._close)
    assert is_alive
    assert await asyncio.to_thread(_left) == []
    assert "Xiaoming" not in lines.getvalue()
    assert max(len(line) for line in lines.getvalue().splitlines()) < 2_000
    assert put > len(tasks)  # what has the right shape is let in and looked at
