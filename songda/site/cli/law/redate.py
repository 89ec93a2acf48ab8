"""`songda redate`: reckons anew by when open tasks are due, after the calendar or a rule of tasks changed."""

from collections import Counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from songda.site.environment import prepare_django

if TYPE_CHECKING:
    from songda.records.delivery.tasks.running_terms import Redated


@click.command("redate")
@click.option("--dry-run", is_flag=True, help="Write nothing: list what would move.")
@click.option("--all", "is_all", is_flag=True, help="Reckon anew though neither calendar nor rules changed.")
def command(dry_run: bool, is_all: bool) -> None:
    """Reckon anew when every open task is due, and list which days moved: from when to when, and why.

    A running worker does the same by itself, within minutes of its start under another calendar or other rules. It may
    be stopped at any moment and started again.
    """
    prepare_django()
    from songda.clock import now
    from songda.records.delivery.tasks.running_terms import basis_now, foresee, redate, why_anew

    basis = basis_now()
    why = why_anew(basis) or ("asked for" if is_all else "")
    if not why:
        click.echo("Every open task was reckoned on this calendar and by these rules. --all reckons anew all the same.")
        return
    moved: Counter[str] = Counter()
    for one in foresee(why) if dry_run else redate(why, basis, now()):
        click.echo(_line(one))
        moved["later" if one.after > one.before else "earlier"] += 1
    verb = "would move" if dry_run else "moved"
    click.echo(f"{moved.total()} {verb} ({why}): {moved['later']} later, {moved['earlier']} earlier.")


def _line(one: "Redated") -> str:
    zone = ZoneInfo(one.task.court.zone)
    before, after = (f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for moment in (one.before, one.after))
    return f"{one.task.case.number}  {one.task.kind}  {before} → {after}  ({one.why})"
