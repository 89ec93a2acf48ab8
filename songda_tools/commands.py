"""The commands of the tools: `songda bench` measures what services cost, `songda storm` breaks what may break."""

import json
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from songda.site.errors import CurableError

if TYPE_CHECKING:
    from songda_demo.screen import Screen

FIGURES, PAGES, POST, PROFILE, QUARTER = WORDS = ("figures", "pages", "post", "profile", "quarter")
JSON_FILE = click.Path(dir_okay=False, path_type=Path)


class Services(click.ParamType[int | str]):
    """So many services, or one of the words that name another measure."""

    name = "services"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> int | str:
        """The number; the word stays a word."""
        if value in WORDS:
            return value
        if not value.isdecimal():
            self.fail(f"{value!r} is neither a number of services nor one of: {', '.join(WORDS)}.", param, ctx)
        return click.IntRange(10, 1_000_000).convert(int(value), param, ctx)


@click.command("bench")
@click.argument("services", default="2000", type=Services())
@click.option("--json", "json_file", type=JSON_FILE, help="Write everything that was measured into this file.")
@click.option("--compare", type=JSON_FILE, help="Put an earlier run's figures beside: ratios of this one to that one.")
@click.option("--without-certificates", is_flag=True, help="Stop at the sealed effect.")
@click.option("--services", "filled", default=100_000, show_default=True, type=click.IntRange(300, 10_000_000),
              help="Of `pages`: how many services the court has.")  # fmt: skip
@click.option("--tasks", default=5_000, show_default=True, type=click.IntRange(0, 10_000_000),
              help="Of `pages`: open tasks; 5,000 in the one court, what is more in 200 others.")  # fmt: skip
@click.option("--times", default=9, show_default=True, type=click.IntRange(1, 1000),
              help="Of `pages`: how often each is opened.")  # fmt: skip
@click.option("--letters", default=1000, show_default=True, type=click.IntRange(10, 10_000),
              help="Of `post`: how many letters are set, bound, counted and sealed.")  # fmt: skip
@click.option("--planned", default=100_000, show_default=True, type=click.IntRange(100, 1_000_000),
              help="Of `post`: how many letters are planned.")  # fmt: skip
@click.option("--share", default=1, show_default=True, type=click.IntRange(1, 1350),
              help="Of `quarter`: play one of so many parts of it.")  # fmt: skip
@click.option("--sampled", default=300, show_default=True, type=click.IntRange(10, 100_000),
              help="Of `profile`: how many services.")  # fmt: skip
@click.option("--keep", is_flag=True, help="Leave the home with database and logs in the temporary folder.")
def bench(services: int | str, json_file: Path | None, compare: Path | None, **wishes: Any) -> None:
    """Measure SERVICES services from end to end on a throw-away stack of its own: order, text message over SMPP,
    receipts, effect, sealed evidence, certificate. `songda bench figures` measures questions, counting and recounting;
    `songda bench pages` every page and every door of the API in a court with many services; `songda bench post` what a
    print room waits for; `songda bench quarter` plays a county court's quarter, by every way, on a moved clock; `songda
    bench profile` tells which functions and statements the time of each phase goes into.

    Exit code 1 when anything was lost, left open or sent twice, something is beyond its bound, or is forgotten.
    """
    if services == QUARTER:
        _quarter(wishes["share"], json_file)
        return
    if services == POST:
        _post((wishes["letters"], wishes["planned"]), json_file)
        return
    if services == PROFILE:
        _profile(wishes["sampled"], json_file, keep=wishes["keep"])
        return
    if services == PAGES:
        _pages((wishes["filled"], wishes["tasks"], wishes["times"]), json_file)
        return
    if isinstance(services, str):
        from songda_tools.bench.figures import run as run_figures

        click.echo(json.dumps(run_figures(), indent=1))
        return
    from songda_tools.bench.report import text
    from songda_tools.bench.run import Plan, run

    earlier = json.loads(compare.read_text(encoding="utf-8")) if compare else None
    result = run(Plan(services, not wishes["without_certificates"], wishes["keep"]), _screen())
    _tell(result, text(result, earlier), json_file, is_good=not result["losses"])


def _quarter(share: int, json_file: Path | None) -> None:
    from songda_tools.bench.quarter.run import run, text

    outcome = run(share, _screen())
    _tell(vars(outcome), text(outcome), json_file, is_good=outcome.is_good)


def _post(size: tuple[int, int], json_file: Path | None) -> None:
    from songda_tools.bench.post import as_json, run, text

    measured = run(*size, _screen())
    _tell(as_json(measured), text(measured), json_file, is_good=all(one.is_met for one in measured))


def _profile(services: int, json_file: Path | None, *, keep: bool) -> None:
    from songda_tools.bench.profile.run import run, text

    result = run(services, _screen(), keep=keep)
    _tell(result, text(result), json_file, is_good=not result["losses"])


def _pages(size: tuple[int, int, int], json_file: Path | None) -> None:
    from songda_tools.bench.pages.run import run, text

    result = run(*size, _screen())
    _tell(result, text(result), json_file, is_good=all(one["is_within"] for one in result["pages"]))


def _screen() -> "Screen":
    from rich.console import Console

    from songda_demo.screen import Screen

    return Screen(Console())


def _tell(measured: object, told: str, json_file: Path | None, *, is_good: bool) -> None:
    """Write down and print what was measured; exit code 1 where something is not as it must be."""
    if json_file:
        written = json.dumps(measured, ensure_ascii=False, indent=1, default=vars)
        json_file.write_text(written + "\n", encoding="utf-8")
    click.echo("\n" + told)
    if not is_good:
        raise SystemExit(1)


MESSAGES_A_BLOW = 4


@click.command("storm")
@click.argument("messages", default=540, type=click.IntRange(4, 30_000))
@click.option("--blows", default=27, show_default=True, type=click.IntRange(1, 100_000), help="How often one strikes.")
@click.option("--seed", default=1, show_default=True, help="The same seed: the same blows in the same order.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path),
              help="Write the counts and times into this file.")  # fmt: skip
def storm(messages: int, blows: int, seed: int, json_file: Path | None) -> None:
    """Send MESSAGES over a slow SMS centre on a throw-away stack of its own, and strike meanwhile: workers are killed,
    stopped and frozen, pages too, the line is cut, provider, database, time stamps and disk are away.

    Ctrl-C ends it after the blow that is being struck, and it is counted as far as it went.

    Exit code 1 when a message was lost, sent twice or is stuck, or is in doubt though nothing struck.
    """
    from rich.console import Console

    from songda_demo.screen import Screen
    from songda_tools.storm.run import Plan, run, text

    if messages < MESSAGES_A_BLOW * blows:
        raise CurableError(f"{messages} messages are too few for {blows} blows.", f"{MESSAGES_A_BLOW} each at least.")
    asked = list[int]()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda told, _frame: asked.append(told))
    outcome = run(Plan(messages, blows, seed), Screen(Console()), lambda: bool(asked))
    if json_file:
        json_file.write_text(json.dumps(outcome.to_json(), indent=1) + "\n", encoding="utf-8")
    click.echo("\n" + text(outcome))
    if not outcome.counts.is_good:
        raise SystemExit(1)
