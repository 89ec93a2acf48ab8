"""`songda check`: what of the configuration is missing or unsafe."""

import os

import click

from songda.clock import now
from songda.site.environment import prepare_django

COLOURS = {"missing": "red", "unsafe": "red", "advice": "yellow"}


@click.command("check")
@click.option("--deploy", is_flag=True, help="Also say what would be unsafe for a real court.")
@click.pass_context
def command(ctx: click.Context, deploy: bool) -> None:
    """Say what of the configuration is missing and, with --deploy, unsafe; each with its cure.

    Exit code 0 when all is well, 1 when something is missing or unsafe.
    """
    if os.environ.get("DATABASE_URL") or os.environ.get("SONGDA_ENV") != "production":
        prepare_django()
    else:
        _settle_without_database()
    from songda.site.checkup import Weight, look_over

    findings = look_over(now(), is_for_real=deploy)
    for finding in findings:
        label = click.style(f"{finding.weight:8}", fg=COLOURS[finding.weight])
        click.echo(f"{label} {finding.what}\n         → {finding.cure}")
    grave = sum(finding.weight != Weight.ADVICE for finding in findings)
    click.echo(f"{grave} to be cured." if grave else "All that was looked at is well.")
    ctx.exit(1 if grave else 0)


def _settle_without_database() -> None:
    """Even where no database is named, everything else can be looked at."""
    os.environ["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/nothing"
    prepare_django()
