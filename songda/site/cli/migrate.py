"""`songda migrate`: brings the database to the shape that this version needs."""

import os

import click

from songda.site.curable import CurableError
from songda.site.environment import prepare, prepare_django, sign_in_as


@click.command("migrate")
@click.option("--sample", is_flag=True, hidden=True, help="Load the demo's sample court too.")
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 when something is to be done.")
@click.pass_context
def command(ctx: click.Context, check: bool, sample: bool) -> None:
    """Bring the database to the shape that this version needs.

    SONGDA_OWNER_URL names the role that owns the tables, DATABASE_URL that of the web, SONGDA_WORKER_URL that of
    workers and commands. Each is granted what it needs and no more: nobody may change what was recorded as evidence,
    and the web writes nothing of the log but events.
    """
    prepare()
    web_url = os.environ["DATABASE_URL"]
    worker_url = os.environ.get("SONGDA_WORKER_URL") or web_url
    sign_in_as(os.environ.get("SONGDA_OWNER_URL") or worker_url)
    prepare_django()
    from songda.records.ground import rights
    from songda.site import shape
    from songda.site.fitting import require_own_keys
    from songda.site.other_version import require_own_tables

    require_own_tables()
    steps = shape.missing_steps()
    if steps and not check:
        shape.require_fit_server()
    if check:
        click.echo(f"{len(steps)} steps to be done." if steps else "The database has the shape it needs.")
        ctx.exit(1 if steps else 0)
    with click.progressbar(length=len(steps), label="Changing the database", width=30) as bar:
        shape.change(lambda: bar.update(1))
    require_own_keys()
    rights.grant_to(web_url, worker_url)
    if sample:
        _load_sample()
    _look_for_restore()
    click.echo(f"{len(steps)} steps done." if steps else "The database had the shape it needs.")


def _look_for_restore() -> None:
    """A database that was put back is in quarantine before anything else is done with it; a new one has its epoch."""
    from django.conf import settings

    from songda.clock import now
    from songda.records.delivery.attempts.restored.recognise import recognise
    from songda.records.ground.restores.queries import open_quarantine

    try:
        recognise(settings.OUTSIDE_FOLDER, now())
    except (OSError, ValueError) as error:
        cure = "Name a folder that can be written in SONGDA_OUTSIDE: docs/howto/back-up.md."
        raise CurableError(f"What lies outside the database cannot be read or written: {error}.", cure) from error
    if open_quarantine() is not None:
        click.echo("The database was put back to an earlier day: nothing is sent. See docs/howto/back-up.md.", err=True)


def _load_sample() -> None:
    from songda_demo import sample

    if load_sample := getattr(sample, "load_sample", None):
        load_sample()
