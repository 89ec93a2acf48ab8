"""What a court runs: `songda serve`, the web pages and the API; `songda worker`, the background work."""

import asyncio
import os
import resource
import signal
from collections.abc import Sequence

import click

from songda.core.evidence.doors import Writer
from songda.site.environment import prepare, wake_django
from songda.site.errors import CurableError
from songda.site.home import home_folder
from songda.site.watching.pages import share_counts

HEAD_MS = 10_000  # in which the head of a request must have come
BACKLOG = 2048
MOST_CONNECTIONS = 4096  # of one process; slow ones cost next to nothing, and leave when their time is over
OPEN_FILES = 16_384


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes.")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1), help="Threads in each process.")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Run the web pages and the API until stopped.

    Put a proxy that speaks HTTPS in front of it. /livez answers at once, /readyz whether the database is reached.
    """
    os.environ["SONGDA_EVENT_WRITER"] = Writer.WEB
    prepare()
    refuse_placeholder()
    (home_folder() / "static").mkdir(parents=True, exist_ok=True)
    share_counts(home_folder())
    os.environ["SERVE_THREADS"] = str(threads)
    _allow_many_connections()
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels
    from granian.server import Server

    _make_ready()
    from django.conf import settings

    Server(
        "songda.site.reception.entrance:application",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        backlog=BACKLOG,
        backpressure=MOST_CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_MS, max_buffer_size=64 * 1024),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        log_dictconfig=settings.LOGGING,
    ).serve()
    _require_right_clock()  # if it is why the server ended, that is said


def _make_ready() -> None:
    """Nobody is let in before the first pages are warm, nor where what they do would be dated wrongly."""
    wake_django()
    from songda.site.reception.serving import keep_registered, require_fit, warm_up, watch_clock

    _require_right_clock()
    process = require_fit()
    warm_up()
    watch_clock(os.getpid())
    keep_registered(process, os.getpid())


def _require_right_clock() -> None:
    from songda.clock import ClockOffError
    from songda.site.reception.serving import read_clock

    try:
        read_clock()
    except ClockOffError as off:
        raise CurableError(*off.args) from off


def refuse_placeholder() -> None:
    """CurableError where sessions of a real court would be signed with a secret that everybody knows or can guess."""
    from songda.site import settings
    from songda.site.checkup.keys import is_poor_secret

    if not settings.IS_DEMO and is_poor_secret(settings.SECRET_KEY):
        raise CurableError(
            "The secret behind sessions and forms is missing, too short or known to everybody.",
            "`songda keys` makes one; or set SONGDA_SECRET_KEY_FILE to a file with 50 random characters, mode 600.",
        )


def _allow_many_connections() -> None:
    """Every connection is an open file, of which a process may have few unless it asks for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@click.command("worker")
@click.option("--queue", "queues", multiple=True, help="Only jobs of this queue; may be given several times.")
def worker(queues: Sequence[str]) -> None:
    """Run the background work until stopped: sending, receipts, effects, certificates, the evidence log.

    Several may run at once, on as many machines as wanted. A worker that is stopped or killed loses nothing: what is
    due stands in the database.
    """
    os.environ["SONGDA_EVENT_WRITER"] = Writer.WORKER
    wake_django()  # the database is waited for, and asked then
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
