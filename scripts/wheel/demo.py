"""Starts and stops the demo of an installation, and fetches its pages."""

import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from scripts.wheel.making import surroundings
from songda_demo.settings import is_free

PATIENCE_SECONDS = 180
STARTS = range(20_000, 32_000, 10)  # below the ports that the system lends to callers


@contextmanager
def running_demo(songda: Path, home: Path) -> Iterator[int]:
    """A demo that runs as long as it is looked at; gives its port."""
    port = next(base for base in random.sample(STARTS, 1000) if all(is_free(base + step) for step in range(5)))
    screen = home.parent / "screen"
    with screen.open("wb") as out:
        demo = subprocess.Popen(
            [str(songda), "demo", "--port", str(port)],
            cwd=home.parent,
            env={**surroundings(), "SONGDA_HOME": str(home)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(demo, screen)
        yield port
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(PATIENCE_SECONDS)


def page(port: int, path: str, language: str) -> str:
    """A page as a browser gets it that prefers this language."""
    with requests.Session() as browser:
        browser.trust_env = False  # no proxy for what runs on this machine
        answer = browser.get(f"http://127.0.0.1:{port}{path}", headers={"Accept-Language": language}, timeout=30)
    answer.raise_for_status()
    return answer.text


def _wait(demo: subprocess.Popen[bytes], screen: Path) -> None:
    """Until it says how it is stopped; AssertionError with all that it said when it ends or takes too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while "Ctrl-C" not in (said := screen.read_text(encoding="utf-8")):
        if demo.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"the demo did not start:\n{said}")
        time.sleep(0.1)
