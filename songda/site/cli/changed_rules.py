"""After rules, readers or the calendar changed: `songda redecide`, `songda reread` and `songda redate` do it anew."""

import time
from collections import Counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from songda.site.environment import prepare_django

if TYPE_CHECKING:
    from uuid import UUID

    from songda.records.service.tasks.running_terms import RedatedTask
    from songda.site.redeciding import Tally


STOPPED = "Stopped. What was decided stays; what is left is marked in the rows: `songda redecide` goes on with it."


@click.command("redecide")
@click.option("--all", "is_all", is_flag=True, help="Whatever was decided, not only under other rules than these.")
@click.option("--case", "number", help="Only the services of this case, by its number.")
@click.option("--dry-run", is_flag=True, help="Write nothing: count and list what would change.")
@click.option("--chunk", type=click.IntRange(1, 5000), default=200, show_default=True, help="Envelopes a transaction.")
@click.pass_context
def redecide(ctx: click.Context, is_all: bool, number: str | None, dry_run: bool, chunk: int) -> None:
    """Decide anew every finding that was made under another version of the rules than the present one.

    Rules are dated: a finding that was right under the law of its day comes out the same and only notes the version.
    Where the answer changes there is an event and, for what was served, a new certificate. It may be stopped at any
    moment and started again, beside running workers. Exit code 1 when something could not be decided or is left.
    """
    prepare_django()
    from songda.clock import now
    from songda.records.law.decisions.redecide import Scope, findings
    from songda.records.service.findings.law_version import JURISDICTION, law_version
    from songda.site.redeciding import Means, Tally, decide_anew, look_ahead, mark_all

    scope = Scope(_cases(number), is_all=is_all)
    count = findings(scope).count()
    click.echo(f"The rules are {JURISDICTION} {law_version()}; {count} findings are to be decided anew.")
    means = Means(now, lambda: time.sleep(1), chunk)
    tally = Tally()
    try:
        if is_all and not dry_run:
            scope = mark_all(scope)
        with click.progressbar(length=count, label="Deciding", width=30) as bar:
            for chunk_decided in look_ahead(scope, means) if dry_run else decide_anew(scope, means):
                tally.add(chunk_decided)
                bar.update(len(chunk_decided.rulings))
    except KeyboardInterrupt:
        click.echo(f"\n{STOPPED}", err=True)
    left = 0 if dry_run else findings(scope).count()
    _report(tally, left, is_foreseen=dry_run)
    ctx.exit(1 if tally.failed or left else 0)


def _cases(number: str | None) -> "tuple[UUID, ...] | None":
    """The ids of the cases with this number, one a court; None for every case."""
    if number is None:
        return None
    from songda.core.identifiers import IdentifierError, read_case_number
    from songda.records.matter.cases.models import Case

    try:
        known = str(read_case_number(number))
    except IdentifierError as error:
        raise click.BadParameter(str(error), param_hint="--case") from None
    ids = tuple(Case.objects.filter(number=known).values_list("id", flat=True))
    if not ids:
        raise click.BadParameter(f"there is no case {known}", param_hint="--case")
    return ids


def _report(tally: "Tally", left: int, *, is_foreseen: bool) -> None:
    for line in (*tally.lines, *tally.report(is_foreseen=is_foreseen)):
        click.echo(line)
    if left:
        click.echo(f"{left} left.")


@click.command("redate")
@click.option("--dry-run", is_flag=True, help="Write nothing: list what would move.")
@click.option("--all", "is_all", is_flag=True, help="Reckon anew though neither calendar nor rules changed.")
def redate(dry_run: bool, is_all: bool) -> None:
    """Reckon anew when every open task is due, and list which days moved: from when to when, and why.

    A running worker does the same by itself, within minutes of its start under another calendar or other rules. It may
    be stopped at any moment and started again.
    """
    prepare_django()
    from songda.clock import now
    from songda.records.service.tasks.running_terms import basis_now, foresee, redate, why_anew

    basis = basis_now()
    why = why_anew(basis) or ("asked for" if is_all else "")
    if not why:
        click.echo("Every open task was reckoned on this calendar and by these rules. --all reckons anew all the same.")
        return
    moved: Counter[str] = Counter()
    for one in foresee(why, now()) if dry_run else redate(why, basis, now()):
        click.echo(_line(one))
        moved["later" if one.after > one.before else "earlier"] += 1
    verb = "would move" if dry_run else "moved"
    click.echo(f"{moved.total()} {verb} ({why}): {moved['later']} later, {moved['earlier']} earlier.")


def _line(one: "RedatedTask") -> str:
    zone = ZoneInfo(one.task.court.zone)
    before, after = (f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" for moment in (one.before, one.after))
    return f"{one.task.case.number}  {one.task.kind}  {before} → {after}  ({one.why})"


@click.command("reread")
@click.option("--take-back", is_flag=True, help="Take back what was found; without it, it is listed only.")
@click.option("--by", "username", metavar="USER", help="The judge who answers for it, by user name.")
@click.option("--reason", metavar="WORDS", help="Why: sealed in the event of each message.")
@click.pass_context
def reread(ctx: click.Context, take_back: bool, username: str | None, reason: str | None) -> None:
    """Read every report that made a message arrive anew, and list those that do not prove it by today's reading.

    So are found, after the reading of a provider's words was mended, services that took effect by a report that proves
    no arrival, such as a mail system's refusal. --take-back has each message stand as its reports say now: on record,
    with who answers for it; the law is asked again, and each case's clerk has a task. Exit code 1 when any is left.
    """
    prepare_django()
    from django.conf import settings

    from songda.channels.registry import open_channels
    from songda.clock import now
    from songda.core.access import Act
    from songda.records.service.attempts.rereading import TakingBack, read_otherwise
    from songda.records.service.attempts.rereading import take_back as taken_back
    from songda.site.keeping.retention import one_who_may

    readers = {name: channel.read_report for name, channel in open_channels(settings.CHANNEL_URLS).items()}
    court = None
    if take_back:
        if not (username or "").strip() or not (reason or "").strip():
            raise click.UsageError("--take-back needs --by and --reason.")
        judge = one_who_may(Act.DECIDE_FINDING, str(username), "decide whether service counts", "Judges may.")
        court = judge.court
    found = list(read_otherwise(readers, court))
    for one in found:
        attempt = one.receipt.attempt
        click.echo(f"{attempt.envelope.case.number}  message {attempt.id}  {one.receipt.code}: arrived → {one.kind}")
    done = taken_back(found, TakingBack(f"staff:{judge.id}", str(reason)), now()) if take_back else 0
    click.echo(f"{len(found)} reports prove less than was made of them; {done} messages taken back.")
    ctx.exit(1 if found and not take_back else 0)
