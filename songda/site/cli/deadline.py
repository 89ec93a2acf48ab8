"""`songda deadline`: the last day of a period that starts with service, the rule, and how it was counted."""

import json
from datetime import date, datetime

import click

from songda.core.law import Asked, Deadline, Length, PeriodError, last_day, period_kinds
from songda.core.law.facts import Branch, PaperKind, Procedure, Stage


def _words(kind: type[Branch] | type[Procedure] | type[Stage] | type[PaperKind]) -> click.Choice[str]:
    return click.Choice([word.value for word in kind])


@click.command("deadline")
@click.option("--served", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day of service.")
@click.option("--period", help=f"Its name: {', '.join(period_kinds())}.")
@click.option("--days", type=click.IntRange(1, 9999), help="Its length in days, instead of a name.")
@click.option("--months", type=click.IntRange(1, 999), help="Its length in months, instead of a name.")
@click.option("--branch", type=_words(Branch), default="civil", show_default=True)
@click.option("--procedure", type=_words(Procedure), default="ordinary", show_default=True)
@click.option("--stage", type=_words(Stage), default="first_instance", show_default=True)
@click.option("--paper", type=_words(PaperKind), help="The paper, where the period depends on it (judgment, ruling).")
@click.option("--domicile", default="cn", show_default=True, help="cn, hk, mo, tw, another country code, or foreign.")
@click.option("--in-custody", is_flag=True, help="The person is in custody (criminal cases: no prolonging).")
@click.option("--language", "-l", type=click.Choice(["zh", "en"]), default="zh", help="Language of the steps.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(served: datetime, language: str, as_json: bool, **asked: str | int | bool | None) -> None:
    """Say the last day of a period that starts with service.

    Give either --period, or --days or --months.
    """
    day = served.date()
    deadline = _counted(day, asked, language)
    told = _told(day, asked, deadline, language)
    click.echo(json.dumps(told, ensure_ascii=False, indent=2) if as_json else _text(told, language))


def _counted(served: date, asked: dict[str, str | int | bool | None], language: str) -> Deadline:
    period, days, months = asked["period"], asked["days"], asked["months"]
    if [period, days, months].count(None) != 2:
        raise click.UsageError("Give exactly one of --period, --days and --months.")
    wanted = str(period) if period is not None else Length(days=int(days or 0), months=int(months or 0))
    around = Asked(
        branch=Branch(str(asked["branch"])),
        procedure=Procedure(str(asked["procedure"])),
        stage=Stage(str(asked["stage"])),
        paper=PaperKind(str(asked["paper"])) if asked["paper"] else None,
        domicile=str(asked["domicile"]),
        in_custody=bool(asked["in_custody"]),
    )
    try:
        return last_day(served, wanted, around)
    except PeriodError as error:
        click.echo(error.reason if language == "en" else error.reason_zh, err=True)
        raise SystemExit(2) from None


def _told(
    served: date, asked: dict[str, str | int | bool | None], deadline: Deadline, language: str
) -> dict[str, object]:
    rule = deadline.rule
    cite = None if rule is None else deadline.wording.cite(rule, language)
    return {
        "served": served.isoformat(),
        "kind": asked["period"],
        "last_day": deadline.last_day.isoformat(),
        "provisional": deadline.provisional,
        "rule": None if rule is None else rule.id,
        "cite": cite,
        "reasons": list(deadline.reasons(language)),
    }


def _text(told: dict[str, object], language: str) -> str:
    warning = {"zh": "（暂定）", "en": " (provisional)"}[language] if told["provisional"] else ""
    reasons = told["reasons"] if isinstance(told["reasons"], list) else []
    return "\n".join([f"{told['last_day']}{warning}", f"{told['cite']} [{told['rule']}]", *reasons])
