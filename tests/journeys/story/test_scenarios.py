"""The story and its branches against a running demo: real processes, real protocols, no short cut."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from songda_demo.commands import SCENARIO_NAMES
from songda_demo.story.scenarios import SCENARIOS
from tests.demo.demos import Demo, free_ports, start_demo

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One demo for all scenarios, as a court has one system for all its cases."""
    running = start_demo(tmp_path_factory.mktemp("story") / "home", free_ports())
    running.wait_for("Ctrl-C")
    yield running
    running.stop()


def test_the_command_line_knows_every_scenario() -> None:
    assert list(SCENARIOS) == list(SCENARIO_NAMES)


OF_A_CHANGE = ("divorce", "wrong-person")  # the others are played at night
NOTICE_HAS_RUN = timedelta(days=75)  # thirty days, and fifteen for an answer, and rest days
OTHERS = [name for name in SCENARIO_NAMES if name not in OF_A_CHANGE]


@pytest.mark.parametrize("name", OF_A_CHANGE)
def test_scenario(demo: Demo, name: str, tmp_path: Path) -> None:
    play(demo, name, tmp_path)


@pytest.mark.night("plays the branches of the story")
@pytest.mark.parametrize("name", OTHERS)
def test_branch(demo: Demo, name: str, tmp_path: Path) -> None:
    play(demo, name, tmp_path)


@pytest.mark.night("starts a demo twice, on days that are months apart")
@pytest.mark.timeout(600)
def test_the_ladder_is_climbed_to_its_end(tmp_path: Path) -> None:
    """Letter and round are in vain, the notice is published; on a day after it has run they are served."""
    home, port = tmp_path / "home", free_ports()
    for name, later in {"ladder": timedelta(), "ladder-ends": NOTICE_HAS_RUN}.items():
        running = start_demo(home, port, later)
        try:
            running.wait_for("Ctrl-C")
            play(running, name, home)
        finally:
            running.stop()
    left = {path.name for path in (home / "story").iterdir()}
    papers = {"letters.pdf", "return-1.pdf", "return-2.pdf", "report.pdf", "notice.pdf", "look.txt", "bundle.zip"}
    assert papers <= left, papers - left


def play(demo: Demo, name: str, tmp_path: Path) -> None:
    if name == "notice-call" and shutil.which("espeak-ng") is None:
        pytest.skip("nobody speaks on this machine")
    command = [sys.executable, "-m", "songda", "story", "--scenario", name]
    command += ["--port", str(demo.port), "--home", str(tmp_path)]
    home = {**os.environ, "SONGDA_HOME": str(demo.home)}
    played = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False, env=home)
    assert played.returncode == 0, played.stdout + played.stderr
    report = json.loads((tmp_path / "story" / "report.json").read_text(encoding="utf-8"))
    assert report["ok"]
    if name in {"divorce", "stamp-down"}:
        assert (tmp_path / "story" / "certificate.pdf").read_bytes().startswith(b"%PDF")
        assert (tmp_path / "story" / "bundle.zip").read_bytes().startswith(b"PK")


def test_without_a_demo_the_story_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "songda", "story", "--port", str(free_ports()), "--home", str(tmp_path)]
    played = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert played.returncode == 2
    assert "Traceback" not in played.stderr
