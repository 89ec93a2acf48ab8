"""`songda watch`: what a collector of metrics, or a supervisor, asks on this machine."""

import os
from importlib.resources import files

import click

from songda.core.evidence.doors import Writer
from songda.site.environment import prepare_django
from songda.site.errors import CurableError
from songda.site.home import home_folder
from songda.site.watching.board import board


@click.command("watch")
@click.option("--port", default=9464, show_default=True, type=click.IntRange(1, 65535), help="Port of this machine.")
@click.option("--alerts", is_flag=True, help="Print rules for Prometheus, and end.")
@click.option("--board", "wants_board", is_flag=True, help="Print a board for Grafana, and end.")
def watch(port: int, *, alerts: bool, wants_board: bool) -> None:
    """Answer on this machine: /livez, /readyz (503 with the reason where the court cannot work) and /metrics, for
    Prometheus. Nobody outside of this machine is answered, and no figure bears a name.
    """
    if alerts:
        click.echo((files("songda.site.watching") / "alerts.yml").read_text(encoding="utf-8"), nl=False)
        return
    if wants_board:
        click.echo(board())
        return
    os.environ["SONGDA_EVENT_WRITER"] = Writer.WORKER
    prepare_django()
    from songda.site.watching.port import HERE, open_port

    try:
        server = open_port(port, home_folder())
    except OSError as taken:
        raise CurableError(f"Port {port} is taken ({taken.strerror}).", "Choose another one with --port.") from taken
    click.echo(f"http://{HERE}:{port}/metrics")
    server.serve_forever()
