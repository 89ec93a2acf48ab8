"""Commands for the database.

`songda database` starts and stops the PostgreSQL that comes along; `songda migrate` brings a database to the shape that
this version needs; `songda restored` says that it was put back to an earlier day, so that nothing is sent twice.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from songda.clock import now
from songda.site import embedded
from songda.site.environment import prepare, prepare_django, sign_in_as, wake_django
from songda.site.errors import CurableError, with_pages
from songda.site.home import home_folder

if TYPE_CHECKING:
    from songda.records.service.attempts.restored.recognise import RestoreDetails


@click.group("database")
def database() -> None:
    """Start, stop or look at the PostgreSQL that comes along (its files lie in SONGDA_HOME)."""


@database.command()
def start() -> None:
    """Start it and leave it running."""
    address = embedded.start(home_folder())
    if address.notice:
        click.echo(address.notice)
    click.echo(f"PostgreSQL {'was running already' if address.was_running else 'runs'} (process {address.pid}).")


@database.command()
def stop() -> None:
    """Stop it in good order."""
    click.echo("PostgreSQL is stopped." if embedded.stop(home_folder()) else "PostgreSQL was not running.")


@database.command()
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


@click.command("migrate")
@click.option("--sample", is_flag=True, hidden=True, help="Load the demo's sample court too.")
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 when something is to be done.")
@click.option(
    "--plan",
    is_flag=True,
    help="Change nothing; print every statement with what it locks, and how long it takes with many rows.",
)
@click.option("--expand", "phase", flag_value="expand", default="expand",
              help="Add what this version needs; older processes go on beside it (usual).")  # fmt: skip
@click.option("--contract", "phase", flag_value="contract",
              help="Then take away what only older versions used; refused while one runs.")  # fmt: skip
@click.pass_context
def migrate(ctx: click.Context, check: bool, sample: bool, plan: bool, phase: str) -> None:
    """Bring the database to the shape that this version needs.

    Pages and workers go on meanwhile: no change waits longer than three seconds for a lock, and then tries again.

    SONGDA_OWNER_URL names the role that owns the tables, DATABASE_URL that of the web, SONGDA_WORKER_URL that of
    workers and commands. Each is granted what it needs and no more: nobody may change what was recorded as evidence,
    and the web writes nothing of the log but events.
    """
    addresses = _become_owner()
    from songda.site import schema

    schema.require_own_tables()
    missing = schema.missing_changes()
    left = (*missing.lacking, *missing.contracting)
    if check or plan:
        ctx.exit(_tell(left, is_planning=plan))
    steps = left if missing.is_empty or phase == "contract" else missing.lacking
    _make(steps, addresses, is_empty=missing.is_empty)
    if sample:
        _load_sample()
    _look_for_restore()
    click.echo(f"{len(steps)} steps done." if steps else "The database had the shape it needs.")
    if len(left) > len(steps):
        click.echo("`songda migrate --contract` has steps to do, when all processes run this version.")


def _make(steps: Sequence[str], addresses: tuple[str, str], *, is_empty: bool) -> None:
    """Make these changes; keys and rights belong to the tables as they are then."""
    from songda.records.ground import rights
    from songda.records.ground.processes.fills import close_fills, known_fills
    from songda.site import schema
    from songda.site.keys import require_own_keys
    from songda.site.upgrading import making

    if steps:
        schema.require_fit_server()
    with making.alone():
        contracting = [each for each in steps if schema.contracts(making.target(each))]
        if not is_empty:
            making.require_ready(contracting)
        with click.progressbar(length=len(steps), label="Changing the database", width=30) as bar:
            making.make(steps, lambda: bar.update(1), _say)
        if is_empty or contracting:
            close_fills(known_fills())
        require_own_keys()
        making.giving_way(lambda: rights.grant_to(*addresses), _say, lambda: "What each role may do")


def _become_owner() -> tuple[str, str]:
    """Sign in as the role that owns the tables; the addresses of the web and of workers."""
    prepare()
    web_url = os.environ["DATABASE_URL"]
    worker_url = os.environ.get("SONGDA_WORKER_URL") or web_url
    sign_in_as(os.environ.get("SONGDA_OWNER_URL") or worker_url)
    wake_django()
    return web_url, worker_url


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


def _tell(changes: Sequence[str], *, is_planning: bool) -> int:
    """Print what would be done; the exit code: 1 where something is, or is dangerous beside a court that works."""
    if not is_planning:
        click.echo(f"{len(changes)} steps to be done." if changes else "The database has the shape it needs.")
        return 1 if changes else 0
    from songda.site.upgrading.making import plan, rows_in
    from songda.site.upgrading.statements import LARGE

    dangers = 0
    for change, statements in plan(changes):
        click.echo(click.style(change, bold=True))
        for each in statements:
            rows = f" ({each.table}, about {rows_in(each.table)} rows)" if each.table and each.lock else ""
            click.echo(f"  {each.statement}\n    {each.lock or 'no lock'}: {each.who_waits}{rows}")
            if minutes := each.minutes_with(LARGE):
                click.echo(f"    {minutes:.1f} minutes with {LARGE // 10**6} million rows, as an estimate")
            if each.danger:
                dangers += 1
                click.echo(click.style(f"    dangerous: {each.danger}", fg="red"))
    click.echo(f"{len(changes)} steps, {dangers} dangerous statements." if changes else "There is nothing to be done.")
    return 1 if dangers else 0


def _look_for_restore() -> None:
    """A database that was put back is in quarantine before anything else is done with it; a new one has its epoch."""
    from songda.records.ground.restores.queries import open_quarantine
    from songda.records.service.attempts.restored.recognise import recognise

    try:
        recognise(now())
    except (OSError, ValueError) as error:
        cure = "Name a folder that can be written in SONGDA_OUTSIDE: docs/howto/back-up.md."
        raise CurableError(f"What lies outside the database cannot be read or written: {error}.", cure) from error
    if open_quarantine() is not None:
        page = with_pages("docs/howto/back-up.md")
        click.echo(f"The database was put back to an earlier day: nothing is sent. See {page}.", err=True)


def _load_sample() -> None:
    from songda_demo import sample

    if load_sample := getattr(sample, "load_sample", None):
        load_sample()


@click.command("restored")
@click.option("--checkpoint", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="The newest checkpoint of the log that was kept outside; the log goes on by naming it.")  # fmt: skip
@click.option("--without-journal", is_flag=True, help="The journal of hand-overs is lost, or a part of it.")
def restored(checkpoint: Path | None, without_journal: bool) -> None:
    """Begin a quarantine: nothing is sent until people have decided what may have gone out already.

    A worker finds most restores by itself; say it here where the folder outside was put back or lost as well.
    """
    prepare_django()
    from songda.records.service.attempts.restored.decide import marks_in
    from songda.records.service.attempts.restored.recognise import recognise

    sentence = _restore_details(checkpoint, is_journal_lost=without_journal)
    try:
        epoch = recognise(now(), sentence)
    except (OSError, ValueError) as error:
        cure = "Put the folder back as it was, or say --without-journal after moving it away."
        raise CurableError(f"What lies outside the database cannot be read: {error}.", cure) from error
    click.echo(f"In quarantine: nothing is sent. The log goes on under epoch {epoch.number}.")
    click.echo(f"{marks_in().count()} messages may have gone out already; decide in the console: /console/restore/")


def _restore_details(checkpoint: Path | None, *, is_journal_lost: bool) -> "RestoreDetails":
    from songda.core.evidence.checkpoint import open_checkpoint
    from songda.core.evidence.note import NoteError
    from songda.records.ground.evidence.log_key import verifier_of
    from songda.records.service.attempts.restored.recognise import RestoreDetails
    from songda.trust.public_keys import verify_ed25519

    if checkpoint is None:
        return RestoreDetails(None, is_journal_lost)
    try:
        note = checkpoint.read_text(encoding="utf-8")
        signed = open_checkpoint(note, verifier_of(note), verify_ed25519)
    except (NoteError, UnicodeDecodeError, OSError) as error:
        cure = "Name the file with the newest checkpoint of this court's log that was kept outside."
        raise CurableError(f"{checkpoint}: {error}.", cure) from error
    return RestoreDetails((signed.size, note), is_journal_lost)
