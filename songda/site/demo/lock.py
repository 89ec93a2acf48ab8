"""One demo per home: holds the home while the demo runs, and knows what an earlier, killed demo left running."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from songda.site.curable import CurableError
from songda.site.demo.leftovers import birth_of, end_leftovers
from songda.site.playground import DEMO_NOTE


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
