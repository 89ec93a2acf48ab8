"""`songda bench`: what a service costs on this machine, from order to certificate."""

import json
from pathlib import Path

import click

FIGURES = "figures"
JSON_FILE = click.Path(dir_okay=False, path_type=Path)


class Services(click.ParamType[int | str]):
    """So many services, or the word `figures`."""

    name = "services"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int | str:
        """The number; the word stays a word."""
        if value == FIGURES:
            return value
        if not value.isdecimal():
            self.fail(f"{value!r} is neither a number of services nor the word {FIGURES!r}.", param, ctx)
        return click.IntRange(10, 1_000_000).convert(int(value), param, ctx)


@click.command("bench")
@click.argument("services", default="2000", type=Services())
@click.option("--json", "json_file", type=JSON_FILE, help="Write everything that was measured into this file.")
@click.option("--compare", type=JSON_FILE, help="Put an earlier run's figures beside: ratios of this one to that one.")
@click.option("--without-certificates", is_flag=True, help="Stop at the sealed effect.")
@click.option("--keep", is_flag=True, help="Leave the home with database and logs in the temporary folder.")
def command(services: int | str, json_file: Path | None, compare: Path | None, **wishes: bool) -> None:
    """Measure SERVICES services from end to end on a throw-away stack of its own: order, text message over SMPP,
    receipts, effect, sealed evidence, certificate. `songda bench figures` measures questions, counting and recounting.

    Exit code 1 when anything was lost, left open or sent twice.
    """
    if isinstance(services, str):
        from songda.site.bench.figures import run as run_figures

        click.echo(json.dumps(run_figures(), indent=1))
        return
    from rich.console import Console

    from songda.site.bench.report import text
    from songda.site.bench.run import Plan, run
    from songda.site.demo.words import Screen

    earlier = json.loads(compare.read_text(encoding="utf-8")) if compare else None
    result = run(Plan(services, not wishes["without_certificates"], wishes["keep"]), Screen(Console()))
    if json_file:
        json_file.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    click.echo("\n" + text(result, earlier))
    if result["losses"]:
        raise SystemExit(1)
