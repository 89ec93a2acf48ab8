"""Makes the wheel, and an environment in which nothing is installed but the wheel and the pinned packages."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PINNED = ROOT / "requirements" / "runtime.txt"
OURS = ("SONGDA_", "DATABASE_", "DJANGO_", "PYTHONPATH", "VIRTUAL_ENV")  # what would lead back into the checkout


def build(folder: Path, source: Path = ROOT) -> Path:
    """Make the wheel of this checkout, or of another one; gives its path. Nothing is fetched for it."""
    run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)], source)
    (wheel,) = folder.glob("*.whl")
    return wheel


def install(wheel: Path, environment: Path) -> Path:
    """Make the environment and install the wheel in it; gives the folder of its programs.

    The pinned packages come from what was fetched for this checkout before. uv takes seconds; where it cannot work as
    pip was set up on this machine, pip does it.
    """
    run([sys.executable, "-m", "venv", "--without-pip", str(environment)], environment.parent)
    programs = environment / "bin"
    python, pinned = str(programs / "python"), ["--no-deps", "--require-hashes", "-r", str(PINNED)]
    uv = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", python]
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-compile"]
    try:
        run([*uv, *pinned], environment.parent)
    except subprocess.CalledProcessError:
        run([*pip, *pinned], environment.parent)
    run([*pip, "--no-deps", "--no-index", str(wheel)], environment.parent)
    run([sys.executable, "-m", "pip", "--python", python, "check"], environment.parent)
    return programs


def run(words: list[str], folder: Path) -> str:
    """Run a program in a folder as if there were no checkout; gives what it says, CalledProcessError when it fails."""
    done = subprocess.run(words, cwd=folder, env=surroundings(), capture_output=True, text=True, check=True)
    return done.stdout


def surroundings() -> dict[str, str]:
    """Our environment without what is songda's or Python's own."""
    return {name: text for name, text in os.environ.items() if not name.startswith(OURS)}
