"""`songda copy`: what is kept of a person, in a file for that person."""

import json
import os
from pathlib import Path

import click

from songda.clock import now
from songda.site.environment import prepare_django
from songda.site.errors import CurableError


@click.command("copy")
@click.option("--by", "username", required=True, metavar="USER", help="The member of staff who hands it out.")
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path), help="A file that is new.")
@click.pass_context
def copy(ctx: click.Context, username: str, output: Path) -> None:
    """Write what is kept of a person into a file that this user alone may read.

    Name and identity number are asked for, and stand in no command line. It holds their particulars, their papers, each
    event about them and who read of them; nothing of others. Compare their card before you hand it out: what was
    handed out, by whom, is on record. Exit code 1: nothing is kept of such a person.
    """
    prepare_django()
    from songda.core.access import Act
    from songda.site.keeping.copy import copy_for
    from songda.site.keeping.retention import one_who_may

    cure = "Clerks, officers and supervisors of the court may."
    by = one_who_may(Act.TAKE_FILES, username, "hand out particulars", cure)
    if output.exists():
        raise CurableError(f"{output} is there already.", "Name a file that is new.")
    name = click.prompt("Name", type=str)
    number = click.prompt("Identity number", hide_input=True, type=str)
    found = copy_for(name, number, by, now())
    if not found["cases"]:
        click.echo("Nothing is kept of a person of this name and number.")
        ctx.exit(1)
    with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(found, file, ensure_ascii=False, indent=1)
    click.echo(f"{output}: {len(found['cases'])} cases, {sum(len(each['events']) for each in found['cases'])} events.")
