"""`songda demo`: a sample court with the world around it."""

import click

from songda.site.home import home_folder


@click.command("demo")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    envvar="SONGDA_PORT",
    type=click.IntRange(1024, 65_530),
    help="Port of the web pages; the next four are taken too.",
)
def command(port: int) -> None:
    """Start a sample court with phones, mailboxes and providers on this machine, until Ctrl-C.

    Everything is kept in the folder SONGDA_HOME (default: var). Several demos may run side by side, each with a home
    and a port of its own: SONGDA_HOME=var2 songda demo --port 8100
    """
    from rich.console import Console

    from songda.site.demo.run import run

    run(home_folder(), port, Console())
