"""`songda worker`: the background work."""

import asyncio
import os
import signal
from collections.abc import Sequence

import click

from songda.core.evidence.writers import Writer
from songda.site.curable import CurableError
from songda.site.environment import prepare_django


@click.command("worker")
@click.option("--queue", "queues", multiple=True, help="Only jobs of this queue; may be given several times.")
def command(queues: Sequence[str]) -> None:
    """Run the background work until stopped: sending, receipts, effects, certificates, the evidence log.

    Several may run at once, on as many machines as wanted. A worker that is stopped or killed loses nothing: what is
    due stands in the database.
    """
    os.environ["SONGDA_EVENT_WRITER"] = Writer.WORKER
    prepare_django()
    from songda.clock import ClockOffError

    try:
        asyncio.run(_work(queues))
    except ClockOffError as off:
        raise CurableError(*off.args) from off


async def _work(queues: Sequence[str]) -> None:
    from songda.site.worker import Worker

    stop = asyncio.Event()
    for word in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(word, stop.set)
    await Worker(queues or None).run(stop)
