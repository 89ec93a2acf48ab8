"""`songda serve`: the web pages and the API."""

import os

import click

from songda.core.evidence.writers import Writer
from songda.site.environment import prepare
from songda.site.home import home_folder


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1), help="Processes.")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1), help="Threads in each process.")
def command(host: str, port: int, workers: int, threads: int) -> None:
    """Run the web pages and the API until stopped.

    Put a proxy that speaks HTTPS in front of it. /healthz answers whether the database is reached.
    """
    os.environ["SONGDA_EVENT_WRITER"] = Writer.WEB
    prepare()
    (home_folder() / "static").mkdir(parents=True, exist_ok=True)
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    Server(
        "songda.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    ).serve()
