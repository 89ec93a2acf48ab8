"""One of the demo's processes: started, asked whether it is ready, stopped; what it says goes into a file."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

from songda.site.errors import CurableError
from songda_demo.settings import HOST, Ports, answers

GRACE_SECONDS = 12.0
SHOWN_LINES = 12
PATIENCE_SECONDS = 90.0


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


class BrokenPartError(Exception):
    """The part runs, and will never be ready."""


def wait_for(child: Child, is_ready: Callable[[], bool]) -> None:
    """Wait until the part is ready; raise with its last words when it ends or takes too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not _is_so(child, is_ready):
        if child.exit_code is not None:
            raise _failure(child, f"`songda {child.words[0]}` ended at once (exit code {child.exit_code}).")
        if time.monotonic() > deadline:
            raise _failure(child, f"`songda {child.words[0]}` did not become ready in {PATIENCE_SECONDS:.0f} seconds.")
        time.sleep(0.1)


def web_is_ready(ports: Ports) -> bool:
    """Whether the web pages answer and reach the database; raises BrokenPartError when they answer with an error."""
    try:
        with urllib.request.urlopen(f"http://{HOST}:{ports.web}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as answer:
        if answer.code == 500:
            raise BrokenPartError from answer
        return False
    except (urllib.error.URLError, OSError):
        return False


def sandbox_is_ready(ports: Ports) -> bool:
    """Whether phones, SMS centre and mail server listen."""
    return all(answers(port) for port in (ports.sandbox, ports.smpp, ports.smtp))


def newest_worker(url: str) -> int:
    """The number of the worker that reported for duty last; 0 when none ever did."""
    import psycopg

    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT coalesce(max(id), 0) FROM procrastinate_workers").fetchone()
        return int(row[0]) if row else 0


def _is_so(child: Child, is_ready: Callable[[], bool]) -> bool:
    try:
        return is_ready()
    except BrokenPartError as error:
        raise _failure(child, f"`songda {child.words[0]}` runs, but fails.") from error


def _failure(child: Child, wrong: str) -> CurableError:
    words = child.last_words()
    return CurableError(f"{wrong}\n{words}".strip(), f"All that it said is in {child.log}.")
