"""`songda database`: the PostgreSQL that comes along, by hand."""

import click

from songda.site import embedded
from songda.site.home import home_folder


@click.group("database")
def command() -> None:
    """Start, stop or look at the PostgreSQL that comes along (its files lie in SONGDA_HOME)."""


@command.command()
def start() -> None:
    """Start it and leave it running."""
    address = embedded.start(home_folder())
    if address.notice:
        click.echo(address.notice)
    click.echo(f"PostgreSQL {'was running already' if address.was_running else 'runs'} (process {address.pid}).")


@command.command()
def stop() -> None:
    """Stop it in good order."""
    click.echo("PostgreSQL is stopped." if embedded.stop(home_folder()) else "PostgreSQL was not running.")


@command.command()
@click.option("--url", is_flag=True, help="Print its address with the password in it, for DATABASE_URL.")
@click.pass_context
def status(ctx: click.Context, url: bool) -> None:
    """Say whether it runs; exit code 1 when it does not."""
    found = embedded.status(home_folder())
    if found.pid is None:
        click.echo(f"PostgreSQL is not running. Its files lie in {found.folder}.", err=True)
        ctx.exit(1)
    if url:
        click.echo(embedded.start(home_folder()).url)
        return
    click.echo(f"PostgreSQL runs as {found.owner} (process {found.pid}), reached by {found.listens_on}.")
