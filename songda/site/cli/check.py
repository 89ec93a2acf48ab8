"""Commands that look whether all is well.

`songda check` says what of the configuration is missing or unsafe and, with --work, what of the work is loose;
`songda files` whether every sealed file and every row that names one still belong together.
"""

import os
from typing import TYPE_CHECKING

import click

from songda.clock import now
from songda.site.environment import prepare_django, read_addresses, wake_django
from songda.site.errors import with_pages

if TYPE_CHECKING:
    from songda.records.overview.loose_ends.found import LooseEnd


COLOURS = {"missing": "red", "unsafe": "red", "advice": "yellow"}


@click.command("check")
@click.option("--deploy", is_flag=True, help="Also say what would be unsafe for a real court.")
@click.option("--work", is_flag=True, help="Say instead what of the work would be forgotten, each with its place.")
@click.option("--mend", is_flag=True, help="With --work: mend what the record tells how to; each goes on record.")
@click.pass_context
def check(ctx: click.Context, deploy: bool, work: bool, mend: bool) -> None:
    """Say what of the configuration is missing and, with --deploy, unsafe; each with its cure.

    Exit code 0 when all is well, 1 when something is missing, unsafe or loose.
    """
    if mend and not work:
        raise click.UsageError("--mend mends the work: say --work --mend.")
    if work:
        ctx.exit(1 if _check_work(is_mending=mend) else 0)
    read_addresses()
    if os.environ.get("DATABASE_URL") or os.environ.get("SONGDA_ENV") != "production":
        wake_django()
    else:
        _settle_without_database()
    from songda.site.checkup import Weight, look_over

    findings = look_over(now(), is_for_real=deploy)
    for finding in findings:
        label = click.style(f"{finding.weight:8}", fg=COLOURS[finding.weight])
        click.echo(with_pages(f"{label} {finding.what}\n         → {finding.cure}"))
    grave = sum(finding.weight != Weight.ADVICE for finding in findings)
    click.echo(f"{grave} to be cured." if grave else "All that was looked at is well.")
    ctx.exit(1 if grave else 0)


def _check_work(*, is_mending: bool) -> int:
    """Print every loose end, mend what can be; how many are left."""
    prepare_django()
    from songda.records.overview.loose_ends.look import loose_ends
    from songda.records.overview.loose_ends.mending import mend

    found = mended = 0
    for loose in loose_ends(now()):
        found += 1
        is_mended = is_mending and mend(loose, now())
        mended += is_mended
        _print_loose_end(loose, is_mended=is_mended)
    left = found - mended
    click.echo(f"{found} loose ends, {mended} mended, {left} left." if found else "Nothing of the work is forgotten.")
    return left


def _print_loose_end(loose: "LooseEnd", *, is_mended: bool) -> None:
    label = click.style("mended  ", fg="green") if is_mended else click.style("loose   ", fg="red")
    since = f" since {loose.since:%Y-%m-%d %H:%M} UTC" if loose.since else ""
    about = ", ".join(part for part in (loose.place, loose.detail, loose.case) if part)
    done = loose.words.mended if is_mended else f"{loose.words.cure} {loose.page}".rstrip()
    click.echo(f"{label} {about}{since}: {loose.words.wrong}\n         → {done}")


def _settle_without_database() -> None:
    """Even where no database is named, everything else can be looked at."""
    os.environ["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/nothing"
    wake_django()


@click.command("files")
@click.option("--read", "reads", is_flag=True, help="Open every file too, and name those that were changed or cut.")
@click.option("--remove", "removes", is_flag=True, help="Take away the files that no row knows.")
@click.option("--move", "moves", is_flag=True, help="Bring all to the place that new ones go to (SONGDA_FILES_IN).")
@click.pass_context
def files(ctx: click.Context, reads: bool, removes: bool, moves: bool) -> None:
    """Compare the sealed files (papers, returns, certificates) with the rows that name them.

    Files of acts that were broken off belong to no row; nothing can open them, and --remove takes away those that are
    older than a day. Never do that on a database that may still be replaced by a newer backup. --move works while the
    court does, and goes on where it was killed. Exit code 0: every row has its file; 1: one is missing, does not open
    or could not be moved.
    """
    if moves and (reads or removes):
        raise click.UsageError("--move is said alone.")
    prepare_django()
    if moves:
        ctx.exit(0 if _move() else 1)
    from songda.site.keeping.sealed_files import compare, remove

    found = compare(now(), reads=reads)
    for path in found.stray:
        click.echo(f"no row knows  {path}")
    for words in found.missing:
        click.echo(click.style(f"missing       {words}", fg="red"))
    for words in found.damaged:
        click.echo(click.style(f"damaged       {words}", fg="red"))
    if removes:
        remove(found.stray)
    counts = f"{found.rows} rows, {len(found.missing)} without their file, {len(found.damaged)} damaged"
    click.echo(f"{counts}; {len(found.stray)} files without a row{' removed' if removes else ''}.")
    ctx.exit(1 if found.missing or found.damaged else 0)


def _move() -> bool:
    """Whether every file lies now where it should."""
    from songda.site.keeping.moving import move_files

    found = move_files(lambda kind, done, of: click.echo(f"{kind}: {done} of {of}"))
    for words in found.unmoved:
        click.echo(click.style(f"not moved     {words}", fg="red"))
    for words in found.missing:
        click.echo(click.style(f"missing       {words}", fg="red"))
    left = f"{len(found.unmoved)} not moved, {len(found.missing)} rows without their file"
    click.echo(f"{found.moved} files moved, {found.size / 1e6:.1f} MB; {left}.")
    return found.is_done
