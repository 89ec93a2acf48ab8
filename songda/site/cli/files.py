"""`songda files`: whether every sealed file and every row that names one still belong together."""

import click

from songda.clock import now
from songda.site.environment import prepare_django


@click.command("files")
@click.option("--read", "reads", is_flag=True, help="Open every file too, and name those that were changed or cut.")
@click.option("--remove", "removes", is_flag=True, help="Take away the files that no row knows.")
@click.pass_context
def command(ctx: click.Context, reads: bool, removes: bool) -> None:
    """Compare the sealed files (papers, returns, certificates) with the rows that name them.

    Files of acts that were broken off belong to no row; nothing can open them, and --remove takes away those that are
    older than a day. Never do that on a database that may still be replaced by a newer backup. Exit code 0: every row
    has its file; 1: one is missing or does not open.
    """
    prepare_django()
    from songda.site.filing import compare, remove

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
