"""`songda deadline`: the last day of a period that starts with service, the rule, and how it was counted."""

import json
from datetime import datetime
from typing import NoReturn

import click

from songda.core.language import COURT_LANGUAGE
from songda.core.law import (
    Deadline,
    Length,
    PeriodContext,
    PeriodError,
    Suspension,
    jurisdictions,
    last_day,
    period_kinds,
    profile_of,
)
from songda.core.law.facts import Branch, PaperKind, Procedure, Stage
from songda.core.words import FALLBACK, languages, say
from songda.site.cli.explain import in_both

Words = dict[str, str | int | bool | datetime | None]

_BRANCH = {"cn_reconsideration": Branch.ADMINISTRATIVE}  # elsewhere civil, where nothing else is said
_DAY = click.DateTime(["%Y-%m-%d"])
_START = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M%z", "%Y-%m-%dT%H:%M:%S%z"])


def _words(kind: type[Branch] | type[Procedure] | type[Stage] | type[PaperKind]) -> click.Choice[str]:
    return click.Choice([word.value for word in kind])


def _names() -> str:
    """The periods by their names: first those of the courts, then those of each other jurisdiction."""
    apart = [(each, period_kinds(each)) for each in jurisdictions() if each != "cn" and period_kinds(each)]
    others = "; ".join(f"with --jurisdiction {name}: {', '.join(kinds)}" for name, kinds in apart)
    return f"{', '.join(period_kinds())}; {others}"


def _print_words(context: click.Context, _: click.Parameter, is_asked: bool) -> None:
    """Every period by its jurisdiction, with its name in each language."""
    if not is_asked:
        return
    named = {
        name: {
            kind: {each: profile_of(name).wording.word("period", kind, each) for each in languages()} for kind in kinds
        }
        for name in jurisdictions()
        if (kinds := period_kinds(name))
    }
    click.echo(json.dumps(named, ensure_ascii=False, indent=2))
    context.exit()


@click.command("deadline")
@click.option("--served", required=True, type=_START, help="The day of service, or on which the period starts.")
@click.option("--period", help=f"Its name. {_names()}.")
@click.option("--days", type=click.IntRange(1, 9999), help="Its length in days; for evidence, as the notice sets it.")
@click.option("--months", type=click.IntRange(1, 999), help="Its length in months, instead of a name.")
@click.option("--hours", type=click.IntRange(1, 9999), help="Its length in hours; --served is then a moment.")
@click.option("--jurisdiction", type=click.Choice(jurisdictions()), default="cn", show_default=True, help="Whose law.")
@click.option("--branch", type=_words(Branch), help="The branch of the case; civil where none is given.")
@click.option("--procedure", type=_words(Procedure), default="ordinary", show_default=True)
@click.option("--stage", type=_words(Stage), default="first_instance", show_default=True)
@click.option("--paper", type=_words(PaperKind), help="The paper, where the period depends on it (judgment, ruling).")
@click.option("--domicile", default="cn", show_default=True, help="cn, hk, mo, tw, another country code, or foreign.")
@click.option("--in-custody", is_flag=True, help="The person is in custody (criminal cases: no prolonging).")
@click.option("--objection", type=_DAY, help="With --period evidence: the day of an objection to jurisdiction.")
@click.option("--dismissed", type=_DAY, help="The day on which the ruling that dismissed it came into force.")
@click.option("--language", "-l", type=click.Choice(languages()), default=COURT_LANGUAGE, help="Language of the steps.")
@click.option(
    "--words",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_words,
    help="List every period by its name.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def deadline(served: datetime, language: str, as_json: bool, **options: str | int | bool | datetime | None) -> None:
    """Say the last day of a period that starts with service, or from what the law says.

    Give either --period, or --days, --months or --hours. Where the length hangs on the paper (an appeal) and none is
    named, the last day is said of each. The notice sets the time for evidence: --period evidence with --days. Periods
    in hours (none of them starts from service) need a moment: --served 2022-06-02T10:20+08:00.
    """
    deadline = _counted(served, options, language)
    answer = _as_json(served, options, deadline, language)
    click.echo(json.dumps(answer, ensure_ascii=False, indent=2) if as_json else _text(answer, language))


def _counted(served: datetime, options: Words, language: str) -> Deadline:
    wanted, jurisdiction = _wanted(options, language), str(options["jurisdiction"])
    context = PeriodContext(
        branch=Branch(str(options["branch"])) if options["branch"] else _BRANCH.get(jurisdiction, Branch.CIVIL),
        procedure=Procedure(str(options["procedure"])),
        stage=Stage(str(options["stage"])),
        paper=PaperKind(str(options["paper"])) if options["paper"] else None,
        domicile=str(options["domicile"]),
        in_custody=bool(options["in_custody"]),
        days_set_in_paper=int(str(options["days"])) if options["days"] else None,
        suspension=_suspension(options, language),
        jurisdiction=jurisdiction,
    )
    start = served if served.tzinfo else served.date()
    try:
        return last_day(start, wanted, context)
    except PeriodError as error:
        said = dict.fromkeys(error.reason.sentence(each) for each in (language, FALLBACK))
        click.echo("\n".join(said), err=True)
        raise SystemExit(2) from None


def _wanted(options: Words, language: str) -> str | Length:
    period, lengths = options["period"], {unit: options[unit] for unit in ("days", "months", "hours")}
    given = {unit: int(str(number)) for unit, number in lengths.items() if number is not None}
    if period == "evidence" and given.keys() <= {"days"}:
        return "evidence"
    if (period is not None) + len(given) != 1:
        _refuse_use("one_length", language)
    return (
        Length(given.get("days", 0), given.get("months", 0), given.get("hours", 0)) if period is None else str(period)
    )


def _suspension(options: Words, language: str) -> Suspension | None:
    since, until = options["objection"], options["dismissed"]
    if since is None and until is None:
        return None
    if options["period"] != "evidence" or not isinstance(since, datetime):
        _refuse_use("objection_of_evidence", language)
    over = until.date() if isinstance(until, datetime) else None
    if over is not None and over < since.date():
        _refuse_use("dismissed_first", language)
    return Suspension(since.date(), over)


def _refuse_use(sentence: str, language: str) -> NoReturn:
    raise click.UsageError(in_both(f"command_line.deadline.{sentence}", language))


def _as_json(served: datetime, options: Words, deadline: Deadline, language: str) -> dict[str, object]:
    rule = deadline.rule
    cite = None if rule is None else deadline.wording.cite(rule, language)
    answer: dict[str, object] = {
        "served": served.isoformat() if served.tzinfo else served.date().isoformat(),
        "kind": options["period"],
        "papers": [paper.value for paper in deadline.papers],
        "last_day": deadline.last_day.isoformat(),
        "provisional": deadline.provisional,
        "rule": None if rule is None else rule.id,
        "cite": cite,
        **({} if rule is None else rule.standing_fields()),
        "reasons": list(deadline.reasons(language)),
    }
    return answer if deadline.ends_at is None else answer | {"ends_at": deadline.ends_at.isoformat()}


def _text(answer: dict[str, object], language: str) -> str:
    ends = str(answer.get("ends_at", answer["last_day"]))
    last = say("command_line.deadline.provisional", language, day=ends) if answer["provisional"] else ends
    reasons = answer["reasons"] if isinstance(answer["reasons"], list) else []
    return "\n".join([last, f"{answer['cite']} [{answer['rule']}]", *reasons])
