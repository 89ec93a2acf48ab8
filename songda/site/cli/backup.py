"""`songda backup` copies a court to where it can be put back from; `songda drill restore` tries whether it can."""

import json
import os
from dataclasses import replace
from pathlib import Path

import click

from songda.clock import now
from songda.site.environment import prepare_django
from songda.site.environment.said import secret
from songda.site.errors import CurableError, with_pages

FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command("backup")
@click.argument("folder", type=FOLDER)
@click.option("--keep", default=14, show_default=True, type=click.IntRange(1), help="Dumps that stay.")
@click.option("--without-store", is_flag=True, help="Leave the S3 store of files to a backup of its own.")
def backup(folder: Path, keep: int, without_store: bool) -> None:
    """Dump the database into FOLDER and copy there what is new of files and journal; keys are not among it.

    Files that lie in an S3 store (SONGDA_FILES_URL) are copied there too, under the names that they would have in the
    folder of the home.

    SONGDA_OWNER_URL names the role that reads everything. All is written for this user alone (mode 0600).
    """
    prepare_django()
    from django.conf import settings

    from songda.records.ground import vault
    from songda.records.ground.evidence.epochs import outside_homes
    from songda.site.keeping.backup import Kept, back_up, forget_old
    from songda.site.keeping.sealed_files import shelves

    url = os.environ.get("SONGDA_OWNER_URL") or os.environ["DATABASE_URL"]
    kept = Kept(settings.HOME, outside_homes())
    if settings.FILES_URL and not without_store:
        kept = replace(kept, place=vault.file_place(), kinds=list(shelves()))
    saved = back_up(url, kept, folder, now())
    settings.BACKUP_MARK_FILE.parent.mkdir(parents=True, exist_ok=True)
    settings.BACKUP_MARK_FILE.touch()
    gone = forget_old(folder, keep)
    click.echo(f"{saved['dump']}: {saved['bytes']} bytes; {saved['files_copied']} new of {saved['files']} files.")
    click.echo(f"{gone} older dumps taken away." if gone else with_pages("Keep the keys apart: docs/howto/back-up.md."))


@click.group("drill")
def drill() -> None:
    """Try what must work on a bad day."""


@drill.command()
@click.argument("folder", type=FOLDER)
@click.option(
    "--into", metavar="URL", help="An empty database, best on a machine without a way out [SONGDA_DRILL_URL]."
)
@click.pass_context
def restore(ctx: click.Context, folder: Path, into: str | None) -> None:
    """Restore the newest backup of FOLDER into an empty database, audit its log and open each of its files.

    Nothing is sent. The report for the auditor is written beside the backup. Exit code 1: something was missing.
    """
    prepare_django()
    from django.conf import settings

    from songda.site.keeping.backup import restore_for_trial

    if not (into := into or secret("SONGDA_DRILL_URL")):
        raise CurableError("No database is named for the trial.", "Say --into, or set SONGDA_DRILL_URL.")
    if into in {os.environ.get(name) for name in ("DATABASE_URL", "SONGDA_WORKER_URL", "SONGDA_OWNER_URL")}:
        raise CurableError("That is the court's own database.", "Make an empty one for the trial: `createdb drill`.")
    keys = {
        "SONGDA_KEYRING_FILE": settings.KEYRING_FILE,
        "SONGDA_EVENT_KEYS_FILE": settings.EVENT_KEYS_FILE,
        "SONGDA_LOG_KEY_FILE": settings.LOG_KEY_FILE,
        "SONGDA_LOG_SECOND_KEY_FILE": settings.LOG_SECOND_KEY_FILE,
    }
    at = now()
    report = restore_for_trial(folder, into, {name: str(path) for name, path in keys.items()})
    place = folder / f"drill-{at:%Y%m%dT%H%M%SZ}.json"
    place.touch(mode=0o600)
    place.write_text(json.dumps({"tried_at": at.isoformat(), **report}, indent=1, ensure_ascii=False), encoding="utf-8")
    for name, one in report["tried"].items():
        click.echo(f"{name}: exit code {one['exit_code']}; {one['said'][-1] if one['said'] else 'said nothing'}")
    click.echo(f"Restored in {report['restored_in_seconds']} s; the report: {place}")
    if report["is_good"]:
        settings.DRILL_MARK_FILE.touch()
    ctx.exit(0 if report["is_good"] else 1)
