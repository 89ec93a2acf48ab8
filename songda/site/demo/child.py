"""One of the demo's processes: started, watched, stopped; what it says goes into a file in the home."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

GRACE_SECONDS = 12.0
SHOWN_LINES = 12


class Child:
    """A `songda` command that runs beside us, in a process group of its own so that Ctrl-C reaches only us."""

    def __init__(self, name: str, words: list[str], log: Path) -> None:
        """`words` are the command and its options."""
        self.name = name
        self.words = words
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it; what it said in its last life is kept under another name."""
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".before.log"))
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "songda", *self.words],
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Its process number; 0 before the start."""
        return self.process.pid if self.process else 0

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return self.process.poll() if self.process else None

    def ask_to_stop(self) -> None:
        """Ask it to finish what it has in hand and end."""
        self._signal(signal.SIGTERM)

    def end(self, deadline: float) -> None:
        """Wait for its end until `deadline` (of the monotonic clock), then end it and whatever it started."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        self._signal(signal.SIGKILL)
        self.process.wait()

    def last_words(self) -> str:
        """The end of what it said."""
        with contextlib.suppress(OSError):
            return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-SHOWN_LINES:])
        return ""

    def _signal(self, word: signal.Signals) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, word)
