"""The sandbox as a process of its own: it starts, answers, stops, and refuses to stand beside a real court."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from songda.clock import AHEAD
from songda_demo.sandbox.server import NotAPlaygroundError, refuse_real_courts

pytestmark = pytest.mark.stack


def free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        taken = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in taken:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in taken]


@contextmanager
def started(folder: Path, *words: str, **surroundings: str) -> Iterator[subprocess.Popen[str]]:
    clean = {name: text for name, text in os.environ.items() if name == AHEAD or not name.startswith("SONGDA_")}
    child = subprocess.Popen(
        [sys.executable, "-m", "songda", "sandbox", *words],
        env={**clean, "SONGDA_HOME": str(folder), **surroundings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def wait_until_up(port: int, within_s: float = 20.0) -> None:
    until = time.monotonic() + within_s
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as answer:
                assert json.load(answer) == {"ok": True}
                return
        except OSError:
            assert time.monotonic() < until, "the sandbox did not come up"
            time.sleep(0.05)


def test_it_starts_on_the_ports_that_the_demo_names_and_stops_when_asked(tmp_path: Path) -> None:
    http, smpp, smtp, bounce = free_ports(4)
    names = {
        "SONGDA_ENV": "demo",
        "SONGDA_SANDBOX_URL": f"http://127.0.0.1:{http}",
        "SONGDA_SMPP_URL": f"smpp://songda:sandbox@127.0.0.1:{smpp}?source=106812368",
        "SONGDA_SMTP_URL": f"smtp://127.0.0.1:{smtp}?from=a@court.example&bounce=127.0.0.1:{bounce}&secret=a-word-nobody-guesses",
    }
    with started(tmp_path, **names) as child:
        wait_until_up(http)
        for port in (smpp, smtp):
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        child.send_signal(signal.SIGTERM)
        assert child.wait(10) == 0
        assert child.stdout is not None
        assert child.stdout.read() == ""
    assert (tmp_path / "sandbox" / "sandbox.sqlite3").exists()


def test_a_taken_port_is_told_in_plain_words(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        smpp = str(taken.getsockname()[1])
        with started(tmp_path, "--http", "0", "--smpp", smpp, "--smtp", "0", SONGDA_ENV="test") as child:
            words, _ = child.communicate(timeout=30)
    assert child.returncode == 2
    assert "port is taken" in words
    assert "Traceback" not in words


@pytest.mark.parametrize("surroundings", ["production", "staging", ""])
def test_it_refuses_to_stand_beside_a_real_court(surroundings: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONGDA_ENV", surroundings)
    with pytest.raises(NotAPlaygroundError, match="must never stand beside a real court"):
        refuse_real_courts()


def test_where_nothing_is_said_it_takes_the_court_for_a_real_one(tmp_path: Path) -> None:
    with started(tmp_path) as child:
        words, _ = child.communicate(timeout=30)
    assert child.returncode == 2
    assert "must never stand beside a real court" in words
    assert "Traceback" not in words
