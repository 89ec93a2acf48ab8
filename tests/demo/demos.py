"""Runs `songda demo` as a person does in a terminal: started, read, interrupted."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from songda import clock
from songda_demo.settings import is_free

PATIENCE_SECONDS = 240


def free_ports() -> int:
    """A port that is free together with the next five, below those that the system lends to callers."""
    candidates = (random.randrange(20_000, 32_000, 10) for _ in range(1000))
    return next(base for base in candidates if all(is_free(base + step) for step in range(7)))


@dataclass
class Demo:
    """One `songda demo` and what it has printed so far."""

    home: Path
    port: int
    process: subprocess.Popen[bytes]
    screen: Path

    @property
    def printed(self) -> str:
        return self.screen.read_text(encoding="utf-8")

    def wait_for(self, words: str) -> None:
        """Wait until it has printed these words."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not re.search(words, self.printed):
            assert self.process.poll() is None, self.printed
            assert time.monotonic() < deadline, self.printed
            time.sleep(0.1)

    def stop(self, word: signal.Signals = signal.SIGINT) -> int:
        """Interrupt it, as Ctrl-C does, and give its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(word)
        return self.process.wait(PATIENCE_SECONDS)


def start_demo(home: Path, port: int, later: timedelta = timedelta()) -> Demo:
    """Start a demo, on a later day than the tests' own if so wished; its screen is a file beside the home."""
    screen = home.with_name(f"{home.name}.{time.monotonic_ns()}.screen")
    environment = {name: text for name, text in os.environ.items() if not name.startswith(("SONGDA_", "DATABASE_"))}
    day = {clock.AHEAD: str(float(os.environ[clock.AHEAD]) + later.total_seconds())}
    with screen.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "songda", "demo", "--port", str(port)],
            env={**environment, "SONGDA_HOME": str(home), "SONGDA_REPLAY": "off", **day},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Demo(home, port, process, screen)
