"""`songda retention`: what the court has kept long enough, and its erasure case by case."""

from typing import TYPE_CHECKING

import click

from songda.clock import now
from songda.site.environment import prepare_django

if TYPE_CHECKING:
    from songda.records.ground.evidence.erasure import Erasure
    from songda.site.keeping.retention import ExpiredCase, Retention

STOPPED = "Stopped. What was erased stays erased; the same command goes on with what is left."
ERASED = "erased"
OF_NO_CASE = "Searches and other events of no case"


@click.command("retention")
@click.option("--erase", is_flag=True, help="Erase what is due; without it, it is listed only.")
@click.option("--by", "username", metavar="USER", help="The member of staff who answers for it, by user name.")
@click.option("--reason", metavar="WORDS", help="On what decision: told in the evidence log, without anybody's name.")
@click.pass_context
def retention(ctx: click.Context, erase: bool, username: str | None, reason: str | None) -> None:
    """List the cases that were closed longer ago than the court keeps what is personal (SONGDA_RETENTION_YEARS).

    --erase deletes the personal parts of their events for good: names, numbers, addresses, words. The events stay, and
    every proof still verifies. So go, after the longest of the terms, those of searches and of all else that is of no
    case. A case that is open, or in which something is under way, is never touched. It may be stopped at any moment and
    begun again. Exit code 1 when something that is past its term stays.
    """
    prepare_django()
    from django.conf import settings

    from songda.site.keeping.retention import Retention, eraser_named, erasure_by, read_terms

    terms = read_terms(settings.RETENTION_YEARS)
    if not terms:
        click.echo("No retention term is set (SONGDA_RETENTION_YEARS): nothing is ever due.")
    elif not erase:
        _list(Retention(terms))
    else:
        name, words = _required_option("--by", username), _required_option("--reason", reason)
        eraser = eraser_named(name)
        erasure = erasure_by(eraser, words)
        ctx.exit(0 if _erase(Retention(terms, eraser.court), erasure) else 1)


def _required_option(option: str, value: str | None) -> str:
    if not (value or "").strip():
        raise click.UsageError(f"--erase needs {option}.")
    return str(value).strip()


def _list(retention: "Retention") -> None:
    due = kept = 0
    for expired in retention.expired_cases(now()):
        kept += bool(expired.under_way)
        due += not expired.under_way
        click.echo(f"{_line(expired)}  {', '.join(expired.under_way) or 'due'}")
    if alone := retention.events_without_case(now()).count():
        click.echo(f"{OF_NO_CASE}: {alone} due.")
    click.echo(f"Due: {due}. Past their term, but with something under way: {kept}.")


def _erase(retention: "Retention", erasure: "Erasure") -> bool:
    """Whether nothing that is past its term is left."""
    from songda.records.overview.ways_erasure import erase_without_case
    from songda.site.keeping.sealed_files import left_by_erasures, remove

    erased = left = 0
    try:
        for expired in retention.expired_cases(now()):
            what_came = _erase_one(retention, expired, erasure)
            erased += what_came == ERASED
            left += what_came != ERASED
            click.echo(f"{_line(expired)}  {what_came}")
        if alone := erase_without_case(retention.events_without_case(now()), erasure, now()):
            click.echo(f"{OF_NO_CASE}: {alone} erased.")
        strays = retention.erase_strays(now())
        if strays:
            click.echo(f"Reports of carriers that were of no letter of ours: {strays} erased.")
        if left_over := left_by_erasures(now()):
            remove(left_over)
            click.echo(f"Files of an erasure that was broken off: {len(left_over)} taken away.")
    except KeyboardInterrupt:
        click.echo(f"\n{STOPPED}", err=True)
        return False
    click.echo(f"Erased: {erased}. Past their term, but with something under way, or that cannot be erased: {left}.")
    return not left


def _erase_one(retention: "Retention", expired: "ExpiredCase", erasure: "Erasure") -> str:
    """What came of it; whatever is wrong with one case, the next is erased."""
    from django.db import InterfaceError, OperationalError

    try:
        if retention.erase(expired, erasure, now()):
            return ERASED
    except (OperationalError, InterfaceError):
        raise
    except Exception as wrong:  # noqa: BLE001 - as is said above
        return f"cannot be erased ({type(wrong).__name__}); nothing of it was"
    return ", ".join(expired.under_way) or "changed meanwhile"


def _line(expired: "ExpiredCase") -> str:
    case = expired.case
    return f"{case.court.code}  {case.number}  closed {case.closed_at:%Y-%m-%d}  {expired.parts} events"
