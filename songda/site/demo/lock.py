"""One demo per home: holds the home while the demo runs, and knows what an earlier, killed demo left running."""

import contextlib
import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from songda.site.curable import CurableError
from songda.site.playground import DEMO_NOTE


@contextlib.contextmanager
def hold(home: Path, port: int) -> Iterator["Note"]:
    """Hold the home; raise when another demo holds it."""
    with (home / "demo.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _held_by(home) from None
        note = Note(home / DEMO_NOTE)
        note.end_leftovers()
        note.begin(port)
        yield note


def _held_by(home: Path) -> CurableError:
    other = Note(home / DEMO_NOTE).read()
    where, process = f"http://127.0.0.1:{other.get('port', '?')}/", other.get("pid", "?")
    return CurableError(
        f"A demo runs from {home} already: {where} (process {process}).",
        "Use that one, or give this one another home: `SONGDA_HOME=var2 songda demo --port 8100`.",
    )


class Note:
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

    def begin(self, port: int) -> None:
        """Note a new demo."""
        self._write({"port": port, "pid": os.getpid(), "children": []})

    def keep_children(self, pids: list[int]) -> None:
        """Note the children that run now."""
        self._write({**self.read(), "children": pids})

    def end_leftovers(self) -> None:
        """End what a killed demo left running; strangers that have those numbers by now are safe."""
        leftovers = [pid for pid in self.read().get("children", []) if self._is_ours(pid)]
        for word in (signal.SIGTERM, signal.SIGKILL):
            for pid in filter(self._is_ours, leftovers):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(pid, word)
            for _ in range(50):
                if not any(map(self._is_ours, leftovers)):
                    return
                time.sleep(0.1)

    def _is_ours(self, pid: int) -> bool:
        """Whether this process is a `songda` command that was started with this home."""
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes()
            surroundings = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        except OSError:
            return False
        return b"songda" in words and f"SONGDA_HOME={self.path.parent}".encode() in surroundings

    def _write(self, content: dict[str, Any]) -> None:
        draft = self.path.with_suffix(".new")
        draft.write_text(json.dumps(content), encoding="utf-8")
        draft.replace(self.path)
