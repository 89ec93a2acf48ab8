"""`songda storm`: everything that may break breaks while messages go out."""

import json
import signal
from pathlib import Path

import click

from songda.site.curable import CurableError

MESSAGES_A_BLOW = 4


@click.command("storm")
@click.argument("messages", default=540, type=click.IntRange(4, 30_000))
@click.option("--blows", default=27, show_default=True, type=click.IntRange(1, 100_000), help="How often one strikes.")
@click.option("--seed", default=1, show_default=True, help="The same seed: the same blows in the same order.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path),
              help="Write the counts and times into this file.")  # fmt: skip
def command(messages: int, blows: int, seed: int, json_file: Path | None) -> None:
    """Send MESSAGES over a slow SMS centre on a throw-away stack of its own, and strike meanwhile: workers are killed,
    stopped and frozen, pages too, the line is cut, provider, database, time stamps and disk are away.

    Ctrl-C ends it after the blow that is being struck, and it is counted as far as it went.

    Exit code 1 when a message was lost, sent twice or is stuck, or is in doubt though nothing struck.
    """
    from rich.console import Console

    from songda.site.demo.words import Screen
    from songda.site.storm.report import text
    from songda.site.storm.run import Plan, run

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
