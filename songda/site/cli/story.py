"""`songda story`: the sample case from filing to proof, against a running demo."""

import os
import shutil
from pathlib import Path

import click
from rich.console import Console

from songda.site.curable import CurableError
from songda.site.demo.ports import answers
from songda.site.environment import demo_port, follow_demo_clock
from songda.site.home import home_folder

SCENARIO_NAMES = (
    "divorce",
    "refuses",
    "wrong-person",
    "unreachable",
    "part-lost",
    "receipt-first",
    "duplicate-receipts",
    "scanner-first",
    "locked-out",
    "stamp-down",
    "for-the-judge",
    "by-hand",
    "second-number",
    "notice-call",
    "wechat",
    "tampered",
)


@click.command("story")
@click.option("--scenario", type=click.Choice([*SCENARIO_NAMES, "all"]), default="divorce", show_default=True)
@click.option("--port", type=int, help="The port of the demo; default: that of the demo started in this home.")
@click.option("--home", type=click.Path(path_type=Path), help="Where to leave the files; default: $SONGDA_HOME or var.")
def command(scenario: str, port: int | None, home: Path | None) -> None:
    """Play a case against a running `songda demo`, over the same pages and protocols that people and providers use.

    Leaves certificate.pdf, bundle.zip and report.json in HOME/story. Exit code 1 names the step that failed.
    """
    os.environ.setdefault("SONGDA_ENV", "demo")
    follow_demo_clock(home_folder())
    kept = (home or home_folder()).absolute()
    folder, port = kept / "story", port or demo_port(kept) or 8000
    if not answers(port):
        raise CurableError(f"No demo answers at port {port}.", "Start one with `make demo`, in another terminal.")
    names = _all_that_can_be_played() if scenario == "all" else (scenario,)
    if "notice-call" in names and not _is_voice_here():
        raise CurableError(
            "Nothing on this machine can speak a notice.", "Install espeak-ng, or play another scenario."
        )
    failed = [name for name in names if not _play(name, port, folder if len(names) == 1 else folder / name)]
    if failed:
        raise SystemExit(1)


def _all_that_can_be_played() -> tuple[str, ...]:
    """Every scenario that this machine has the means for; which are left out, and why, is said first."""
    if _is_voice_here():
        return SCENARIO_NAMES
    click.echo("Left out: notice-call. Nothing on this machine can speak a notice; install espeak-ng to play it too.")
    return tuple(name for name in SCENARIO_NAMES if name != "notice-call")


def _is_voice_here() -> bool:
    return shutil.which("espeak-ng") is not None


def _play(name: str, port: int, folder: Path) -> bool:
    from songda.site.sample.accounts import PASSWORD
    from songda.site.story.opening import Place
    from songda.site.story.play import Play, Step, StepFailed
    from songda.site.story.scenarios import SCENARIOS

    console = Console()
    folder.mkdir(parents=True, exist_ok=True)

    def say(step: Step) -> None:
        mark = "[green]✓[/green]" if step.is_good else "[red]✗[/red]"
        console.print(f"{mark} {step.seconds:6.2f} s  {step.title}", highlight=False)
        if step.found:
            console.print(f"            [dim]{step.found}[/dim]", highlight=False, markup=True)

    play = Play(name, say)
    place = Place(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}", PASSWORD, folder)
    console.rule(f"{name}")
    try:
        SCENARIOS[name](place, play)
    except StepFailed as failed:
        console.print(f"[red]The story stopped at:[/red] {failed.title}", highlight=False)
        return False
    finally:
        console.print(f"Report: {play.write(folder)}", highlight=False)
    return True
