"""The demo's commands: `songda demo` starts it, `songda story` plays a case in it, `songda sandbox` is its world."""

import errno
import os
import shutil
from datetime import datetime, time, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import click

from songda import clock
from songda.site.errors import CurableError
from songda.site.home import home_folder
from songda_demo.home import demo_port, follow_demo_clock
from songda_demo.settings import answers


@click.command("demo")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    envvar="SONGDA_PORT",
    type=click.IntRange(1024, 65_529),
    help="Port of the web pages; the next four are taken too.",
)
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help="Show the court on this day (at this time, in the court's zone); its home goes on from there.",
)
def demo(port: int, day: datetime | None) -> None:
    """Start a sample court with phones, mailboxes and providers on this machine, until Ctrl-C.

    Everything is kept in the folder SONGDA_HOME (default: var). Several demos may run side by side, each with a home
    and a port of its own: SONGDA_HOME=var2 songda demo --port 8100
    """
    from rich.console import Console

    from songda_demo.run import run

    run(home_folder(), port, Console(), _asked_ahead() if day is None else _ahead_on(day))


def _asked_ahead() -> timedelta | None:
    """How far ahead the environment wants the demo's clock; None where it says nothing."""
    asked = os.environ.get(clock.AHEAD)
    try:
        return None if asked is None else clock.read_ahead(asked)
    except ValueError as wrong:
        raise CurableError(str(wrong)) from wrong


def _ahead_on(day: datetime) -> timedelta:
    """How far a clock is ahead that shows this day, at the present time of day where none is told."""
    here = (clock.now() - clock.ahead()).astimezone(ZoneInfo("Asia/Shanghai"))
    if day.time() == time.min:
        return timedelta(days=(day.date() - here.date()).days)
    return day.replace(tzinfo=here.tzinfo) - here


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
    "entrusted",
    "ladder",
    "tampered",
)
LATER_NAMES = ("ladder-ends",)  # go on from another one, in a demo that was started again on a later day


_PLAYED = click.Choice([*SCENARIO_NAMES, *LATER_NAMES, "all"])


@click.command("story")
@click.option("--scenario", type=_PLAYED, default="divorce", show_default=True)
@click.option("--port", type=int, help="The port of the demo; default: that of the demo started in this home.")
@click.option("--home", type=click.Path(path_type=Path), help="Where to leave the files; default: $SONGDA_HOME or var.")
def story(scenario: str, port: int | None, home: Path | None) -> None:
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
    failed = [name for name in names if not _play_scenario(name, port, folder if len(names) == 1 else folder / name)]
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


def _play_scenario(name: str, port: int, folder: Path) -> bool:
    from rich.console import Console

    from songda.site.demo import PASSWORD
    from songda_demo.story.opening import Place
    from songda_demo.story.play import Play, Step, StepFailed
    from songda_demo.story.scenarios import LATER, SCENARIOS

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
        (SCENARIOS | LATER)[name](place, play)
    except StepFailed as failed:
        console.print(f"[red]The story stopped at:[/red] {failed.title}", highlight=False)
        return False
    finally:
        console.print(f"Report: {play.write(folder)}", highlight=False)
    return True


_PORT = click.IntRange(0, 65535)


@click.command("sandbox")
@click.option("--http", type=_PORT, help="Port of phones, mailboxes and time stamps.")
@click.option("--smpp", type=_PORT, help="Port of the SMS centre.")
@click.option("--smtp", type=_PORT, help="Port of the mail server.")
@click.option("--bounce", type=_PORT, help="Port where the court takes reports about mails.")
@click.option("--callback", type=_PORT, help="Port where the court takes WeChat's callbacks.")
@click.option("--court", type=_PORT, help="Port of the court's pages, where it takes the carrier's reports.")
@click.option("--quiet", is_flag=True, help="Keep few messages, none on disk: for many thousand messages.")
@click.option("--pace", default=1.0, show_default=True, type=click.FloatRange(0.01, 10), help="0.1: ten times as fast.")
@click.option("--texts-per-second", default=0.0, type=click.FloatRange(0), help="A slow SMS centre; 0: at once.")
def sandbox(quiet: bool, pace: float, texts_per_second: float, **ports: int | None) -> None:
    """Run the outside world of the demo until stopped: SMS centre, phones, WeChat, mailboxes, time stamps.

    Everything in it is made up. It refuses to run unless SONGDA_ENV is demo or test. Ports that are not given are
    those that SONGDA_SANDBOX_URL, SONGDA_SMPP_URL, SONGDA_SMTP_URL and SONGDA_WECHAT_URL name, else 8001, 8002 and
    8003. Without a bounce port nobody reports on mails, without a callback port WeChat never calls back, without the
    court's own (that of SONGDA_PUBLIC_URL, where SONGDA_CARRIER_URL is set) nobody reports on letters.
    """
    from songda_demo.sandbox.server import NotAPlaygroundError, run
    from songda_demo.sandbox.world import Ports

    chosen = _ports_named() | {name: port for name, port in ports.items() if port is not None}
    try:
        run(Ports(**chosen), home_folder() / "sandbox", quiet=quiet, pace=pace, texts_per_second=texts_per_second)
    except NotAPlaygroundError as refusal:
        raise CurableError(str(refusal)) from refusal
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise CurableError(f"A port is taken: {error.strerror}.", "Choose another one; see `--help`.") from error


def _ports_named() -> dict[str, int]:
    web, sms, mail = (urlsplit(os.environ.get(f"SONGDA_{name}_URL", "")) for name in ("SANDBOX", "SMPP", "SMTP"))
    bounce = parse_qs(mail.query).get("bounce", [":0"])[0]
    court = urlsplit(os.environ.get("SONGDA_PUBLIC_URL", "") if "SONGDA_CARRIER_URL" in os.environ else "")
    callback = parse_qs(urlsplit(os.environ.get("SONGDA_WECHAT_URL", "")).query).get("listen", [":0"])[0]
    return {
        "http": web.port or 8001,
        "smpp": sms.port or 8002,
        "smtp": mail.port or 8003,
        "bounce": int(bounce.rpartition(":")[2]),
        "callback": int(callback.rpartition(":")[2]),
        "court": court.port or 0,
    }
