"""What a court runs: `songda serve`, the web pages and the API; `songda worker`, the background work."""

import asyncio
import os
import resource
import signal
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from songda.clock import now
from songda.core.evidence.doors import Writer
from songda.site.environment import prepare, prepare_django, wake_django
from songda.site.errors import CurableError
from songda.site.home import home_folder
from songda.site.watching.pages import share_counts

if TYPE_CHECKING:
    from songda.records.ground.processes.registry import Running

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

    process = _make_ready()
    from django.conf import settings

    from songda.site.reception.serving import say_that_it_ended

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
    say_that_it_ended(process)
    _require_right_clock()  # if it is why the server ended, that is said


def _make_ready() -> "Running":
    """Nobody is let in before the first pages are warm, nor where what they do would be dated wrongly."""
    wake_django()
    from songda.site.reception.serving import keep_registered, require_fit, warm_up, watch_clock

    _require_right_clock()
    process = require_fit()
    warm_up()
    watch_clock(os.getpid())
    keep_registered(process, os.getpid())
    return process


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


@click.group("worker", invoke_without_command=True)
@click.option("--queue", "queues", multiple=True, help="Only jobs of this queue; may be given several times.")
@click.pass_context
def worker(ctx: click.Context, queues: Sequence[str]) -> None:
    """Run the background work until stopped: sending, receipts, effects, certificates, the evidence log.

    Several may run at once, on as many machines as wanted. A worker that is stopped or killed loses nothing: what is
    due stands in the database.
    """
    if ctx.invoked_subcommand is not None:
        return
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


@worker.command("join")
@click.option("--from", "brought", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="What SONGDA_OUTSIDE named on the machine before, where its worker has ended.")  # fmt: skip
def join(brought: Path | None) -> None:
    """Let a planned new machine join before its first worker starts: nothing is held back as after a restore.

    A worker that lives elsewhere vouches for the database, or what lay outside beside the last one does.
    """
    prepare_django()
    from songda.records.ground.evidence.epochs import outside_homes
    from songda.records.service.attempts.restored.join import join, why_not

    try:
        if found := why_not(outside_homes(), brought):
            raise CurableError(f"This machine does not join: {found[0]}.", found[1])
        copied = join(outside_homes(), brought, socket.gethostname()[:60], now())
    except (OSError, ValueError) as wrong:
        cure = "Name folders that this user may read and write: docs/howto/back-up.md."
        raise CurableError(f"What lies outside the database cannot be read or written: {wrong}.", cure) from wrong
    click.echo(f"This machine has joined; {copied} files of the journal came along. Start its worker: songda worker.")
