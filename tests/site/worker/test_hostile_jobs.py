"""Whatever somebody with a role of the database puts among the jobs, or calls out, the worker goes on."""

import asyncio

import pytest
from django.db import connection

from songda.records.ground.queue import ask
from songda.site.worker import Worker

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
ROWS = [
    "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', 'planning.advance', '[]')",
    "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', 'planning.advance', '{\"x\": 1}')",
    "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', 'os.system', '{}')",
    "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES"
    " ('default', 'planning.reconsider', '{\"party_ids\": [7, null, \"x\"]}')",
]


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


@pytest.mark.parametrize("attacks", [CALLS, ROWS], ids=["calls", "rows"])
async def test_it_hears_and_does_what_comes_afterwards(attacks: list[str]) -> None:
    """Within the time in which it looks by itself: one that became deaf would be late."""
    assert await done_beside(*attacks)
