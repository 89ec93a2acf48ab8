"""`songda demo`: a sample court with the world around it."""

import os
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import click

from songda import clock
from songda.site.home import home_folder


@click.command("demo")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    envvar="SONGDA_PORT",
    type=click.IntRange(1024, 65_529),
    help="Port of the web pages; the next four are taken too.",
)
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help="Show the court on this day (at this time, in the court's zone); its home goes on from there.",
)
def command(port: int, day: datetime | None) -> None:
    """Start a sample court with phones, mailboxes and providers on this machine, until Ctrl-C.

    Everything is kept in the folder SONGDA_HOME (default: var). Several demos may run side by side, each with a home
    and a port of its own: SONGDA_HOME=var2 songda demo --port 8100
    """
    from rich.console import Console

    from songda.site.demo.run import run

    run(home_folder(), port, Console(), _asked_ahead() if day is None else _ahead_on(day))


def _asked_ahead() -> timedelta | None:
    """How far ahead the environment wants the demo's clock; None where it says nothing."""
    asked = os.environ.get(clock.AHEAD)
    return None if asked is None else timedelta(seconds=float(asked))


def _ahead_on(day: datetime) -> timedelta:
    """How far a clock is ahead that shows this day, at the present time of day where none is told."""
    here = (clock.now() - clock.ahead()).astimezone(ZoneInfo("Asia/Shanghai"))
    if day.time() == time.min:
        return timedelta(days=(day.date() - here.date()).days)
    return day.replace(tzinfo=here.tzinfo) - here
