"""Runs the demo from the first word to the last."""

import os
import signal
from datetime import timedelta
from pathlib import Path
from types import FrameType

from rich.console import Console

from songda.site.curable import CurableError
from songda.site.demo import lock
from songda.site.demo.ports import require_free
from songda.site.demo.processes import Processes
from songda.site.demo.watch import watch
from songda.site.demo.words import Screen
from songda.site.home import prepare_home
from songda.site.playground import Ports

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(home: Path, port: int, console: Console, ahead: timedelta | None = None) -> None:
    """Start everything, stay until Ctrl-C (or a request to end), stop everything.

    `ahead`: how far the demo's clock is ahead of the machine's; where nothing is said, as far as the home's last was.
    Raises CurableError when it cannot start, or when a part cannot be kept alive.
    """
    require_demo()
    screen = Screen(console)
    screen.title()
    prepare_home(home)
    with lock.hold(home, port, ahead) as note:
        require_free(Ports(port))
        processes = Processes(home, port, note)
        for number in STOP_SIGNALS:
            signal.signal(number, _stop)
        try:
            processes.start(screen)
            screen.welcome(port)
            watch(processes, screen)
        except KeyboardInterrupt:
            pass
        finally:
            _leave(processes, screen)


def require_demo() -> None:
    """Refuse where the settings of a real court are in force."""
    if os.environ.get("SONGDA_ENV") == "production":
        raise CurableError(
            "SONGDA_ENV is `production`: the demo has accounts that everybody knows and never runs there.",
            "Unset SONGDA_ENV to see the demo; `songda serve` and `songda worker` run a real court.",
        )


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _leave(processes: Processes, screen: Screen) -> None:
    """Stop everything; a second Ctrl-C is not needed and not heard."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    screen.note("")
    with screen.step("stopping everything", done="everything is stopped"):
        processes.stop()
    processes.note.note_children([])
