"""Runs the offline verifier on a bundle, as anybody would: another process, no settings, no network needed."""

import json
import os
import subprocess
import sys
from pathlib import Path

from songda.site.home import home_folder
from songda_demo.story.opening import Scene
from songda_demo.story.play import expect


def check_offline(bundle: Path, *, certified: bool = True) -> str:
    """What `songda verify` says last; raises AssertionError with its whole answer when it does not accept.

    Only with a certificate is there an answer of the law to ask for again.
    """
    command = [sys.executable, "-m", "songda", "verify", *(["--law"] if certified else []), str(bundle)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stdout + done.stderr)
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "accepted"


def check_tampering(scene: Scene, service: str) -> None:
    """Rows of the demo are changed as a superuser would, one after the other; each time somebody must name it.

    The demo is that of the home in which the story is told. Every change is taken back again.
    """
    with scene.play.step("somebody has the database and changes rows / 有人直接改动数据库") as step:
        step.found = f"{home_folder()}"
        command = [sys.executable, "-m", "songda_demo.story.tampering", service]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=_as_the_demo())
        expect(done.stdout, done.stderr)
    for line in done.stdout.splitlines():
        caught = json.loads(line)
        with scene.play.step(caught["title"]) as step:
            expect(caught["words"], "nobody noticed")
            step.found = f"{caught['by']}: {caught['words']}"


def _as_the_demo() -> dict[str, str]:
    """Without a word about which court it is, a command joins the demo of its home."""
    return {name: value for name, value in os.environ.items() if name not in {"SONGDA_ENV", "DATABASE_URL"}}
