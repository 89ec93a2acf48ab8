"""`songda figures`: what was served in a period, by definitions that are printed beside the numbers."""

import json
import os
import random

import click

from songda.core.language import COURT_LANGUAGE
from songda.core.words import languages, say
from songda.site.environment import prepare_django

GENTLE = 10  # how much other work goes first


@click.command("figures")
@click.option("--from", "first", metavar="DAY", default="", help="The first day of the period, as 2021-01-01.")
@click.option("--to", "last", metavar="DAY", default="", help="The last day of the period; it is counted too.")
@click.option(
    "--figure",
    "names",
    metavar="NAME",
    multiple=True,
    help="Only this figure, as success or success@1.1; may be repeated.",
)
@click.option(
    "--court",
    "courts",
    metavar="CODE",
    multiple=True,
    help="Only this court; several of one tree are added. Else each for itself.",
)
@click.option("--by", metavar="DIMENSION", help="Split: way, role, cause …, court, day, week, month.")
@click.option(
    "--compare-from", "compare_first", metavar="DAY", default="", help="Beside another period, from this day …"
)
@click.option("--compare-to", "compare_last", metavar="DAY", default="", help="… to this one.")
@click.option("--from-log", is_flag=True, help="Count anew from the sealed log alone; the day counts are not asked.")
@click.option(
    "--json", "form", flag_value="json", help="Print JSON, with hashes of the definitions and the checkpoint."
)
@click.option("--csv", "form", flag_value="csv", help="Print a table for a spreadsheet.")
@click.option("--language", "-l", type=click.Choice(languages()), default=COURT_LANGUAGE, help="Language of the words.")
@click.option(
    "--recount",
    "act",
    flag_value="recount",
    help="Count everything anew from the log, tell what was wrong, and mend it.",
)
@click.option(
    "--nightly", "act", flag_value="nightly", hidden=True, help="Count one month of one court anew, drawn by lot."
)
@click.option("--replay", "act", flag_value="replay", hidden=True, help="Load the demo's replay of published figures.")
@click.pass_context
def figures(ctx: click.Context, /, form: str | None, language: str, act: str | None, **options: object) -> None:
    """Say what was served in a period: parts, shares, how sure they are, and exactly what each counts.

    Exit code 0: told; 1: a recount found wrong counts; 2: it was asked for what has no answer.
    """
    prepare_django()
    if act in {"nightly", "replay"}:
        os.nice(GENTLE)
    if act == "replay":
        from songda_demo.sample.replay import load_replay

        load_replay(click.echo)
    elif act:
        ctx.exit(_recount(language, is_nightly=act == "nightly"))
    else:
        click.echo(_answered(options, form, language))


def _answered(typed: dict[str, object], form: str | None, language: str) -> str:
    from django.utils import timezone

    from songda.site.figures import FigureRequest, WrongRequestError, answers, as_csv, as_json, as_text

    options = FigureRequest(is_from_log=bool(typed.pop("from_log")), **typed)  # type: ignore[arg-type]
    try:
        found = answers(options, timezone.localdate())
    except WrongRequestError as wrong:
        click.echo(wrong.sentence(language), err=True)
        raise SystemExit(2) from None
    if form == "json":
        return json.dumps(as_json(found, language), ensure_ascii=False, indent=1)
    return as_csv(found).rstrip("\r\n") if form == "csv" else as_text(found, language)


def _recount(language: str, *, is_nightly: bool) -> int:
    """Count anew; 1 when something had been wrong."""
    from songda.clock import now
    from songda.records.court.staff.models import Court
    from songda.records.overview.figures.recounting import recount_all, recount_some, renew

    if is_nightly and (changed := renew(now())):
        click.echo(say("figures.command.renewed", language, changed=changed))
    some = recount_some(now(), random.SystemRandom()) if is_nightly else None
    done = ([some] if some else []) if is_nightly else recount_all(now())
    names = {court.id: court.name_in(language) for court in Court.objects.all()}
    for one in done:
        if one.wrong_count or not is_nightly:
            court = names.get(one.court, str(one.court))
            click.echo(say("figures.command.recounted", language, court=court, cells=one.cells, wrong=one.wrong_count))
        for part, dimension, day, key, kept, counted in one.wrong:
            words = {"part": part, "dimension": dimension, "day": day, "key": key, "kept": kept, "told": counted}
            click.echo("  " + say("figures.command.recounted_wrong", language, **words))
    return int(any(one.wrong_count for one in done))
