"""One demo per home: holds the home while the demo runs, and notes in it what later commands and the next start need.

The next start ends what an earlier, killed demo left running; commands that are told nothing join the demo.
"""

import contextlib
import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from songda import clock
from songda.site.demo import DEMO_NOTE
from songda.site.errors import CurableError
from songda_demo.settings import demo_settings

PATIENCE_SECONDS = 5.0


@contextlib.contextmanager
def hold(home: Path, port: int, ahead: timedelta | None) -> Iterator["DemoNote"]:
    """Hold the home for a demo whose clock is so far ahead of the machine's (None: as far as the last one's was).

    Raises when another demo holds it.
    """
    with (home / "demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _held_error(home) from None
        note = DemoNote(home / DEMO_NOTE)
        note.end_leftovers()
        note.begin(port, note.ahead() if ahead is None else ahead)
        yield note


def _held_error(home: Path) -> CurableError:
    other = DemoNote(home / DEMO_NOTE).read()
    where, process = f"http://127.0.0.1:{other.get('port', '?')}/", other.get("pid", "?")
    return CurableError(
        f"A demo runs from {home} already: {where} (process {process}).",
        "Use that one, or give this one another home: `SONGDA_HOME=var2 songda demo --port 8100`.",
    )


class DemoNote:
    """A small file in the home: the demo's port, process and children, for other commands and the next start."""

    def __init__(self, path: Path) -> None:
        """`path` need not exist yet."""
        self.path = path

    def read(self) -> dict[str, Any]:
        """What is noted; empty when nothing is, or nothing readable."""
        try:
            found = json.loads(self.path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def begin(self, port: int, ahead: timedelta) -> None:
        """Note a new demo. Raises CurableError where the home has lived on a later day: time never runs back there."""
        if self.read() and ahead < self.ahead() - timedelta(minutes=1):
            raise CurableError(
                f"The demo in {self.path.parent} has lived on later days: what happened then would lie in the future.",
                "Go on without --day, or give this one another home: `SONGDA_HOME=var2 songda demo --day …`.",
            )
        self._write({"port": port, "pid": os.getpid(), "children": {}, "ahead": ahead.total_seconds()})

    def ahead(self) -> timedelta:
        """How far the clock of the demo that was started here last is ahead of the machine's."""
        return timedelta(seconds=float(self.read().get("ahead", 0)))

    def note_children(self, pids: list[int]) -> None:
        """Note the children that run now."""
        self._write({**self.read(), "children": {str(pid): birth_of(pid) for pid in pids}})

    def end_leftovers(self) -> None:
        """End what a killed demo left running."""
        children = self.read().get("children", {})
        end_leftovers({int(pid): birth for pid, birth in children.items()})

    def _write(self, content: dict[str, Any]) -> None:
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps(content), encoding="utf-8")
        draft.replace(self.path)


def demo_port(home: Path) -> int | None:
    """The port of the demo that was started from this home last; None when there never was one."""
    noted = _port_and_clock(home)
    return None if noted is None else noted[0]


def follow_demo_clock(home: Path) -> None:
    """Go by the clock of the demo that was started from this home, unless the environment names another."""
    if (noted := _port_and_clock(home)) is not None:
        os.environ.setdefault(clock.AHEAD, str(noted[1].total_seconds()))
    clock.follow_environment()


def join(home: Path) -> None:
    """Take over settings and clock of the demo that was started from this home; nothing where its note is not whole."""
    if (noted := _port_and_clock(home)) is not None:
        os.environ.update(demo_settings(home, *noted))
        clock.follow_environment()


def _port_and_clock(home: Path) -> tuple[int, timedelta] | None:
    """The port of that demo, and how far its clock is ahead of the machine's."""
    note = DemoNote(home / DEMO_NOTE)
    try:
        return int(note.read()["port"]), note.ahead()
    except (OSError, ValueError, KeyError, TypeError):
        return None


def birth_of(pid: int) -> int:
    """When the process began, in the kernel's ticks: with its number, this names a process for good. 0: none."""
    return _look_at(pid)[2]


def end_leftovers(births: Mapping[int, int]) -> None:
    """End the process groups that these processes lead (number → birth): asked first, then made to."""
    left = [pid for pid, birth in births.items() if birth and birth_of(pid) == birth]
    for word in (signal.SIGTERM, signal.SIGKILL):
        for group in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, word)
        if _are_gone(left):
            return


def _are_gone(groups: list[int]) -> bool:
    """Wait a while for the end of all their processes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while any(_lives(group) for group in groups):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _lives(group: int) -> bool:
    """Whether a process of this group is alive, not merely unburied."""
    looks = (_look_at(int(entry.name)) for entry in Path("/proc").glob("[0-9]*"))
    return any(its_group == group and state not in {"Z", "X"} for state, its_group, _ in looks)


def _look_at(pid: int) -> tuple[str, int, int]:
    """State, group and birth of a process, as the kernel tells them after the name in brackets."""
    try:
        columns = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        return columns[0], int(columns[2]), int(columns[19])
    except (OSError, ValueError, IndexError):
        return "X", 0, 0
