"""Makes the wheel, installs it outside the checkout and asks it: `python -m scripts.wheel`.

Exit code 1: the step that was told last failed.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from scripts.wheel import asking
from scripts.wheel.demo import running_demo
from scripts.wheel.making import build, install

Found = TypeVar("Found")


def main() -> int:
    """Look at the wheel in a folder that is gone afterwards; gives the exit code."""
    with TemporaryDirectory(prefix="songda-wheel-") as name:
        Path(name).chmod(0o711)  # the user of the database passes through
        try:
            _look(Path(name))
        except AssertionError as error:
            return _fail(str(error))
        except subprocess.CalledProcessError as error:
            return _fail(f"{' '.join(map(str, error.cmd))}\n{error.stdout}\n{error.stderr}")
    return 0


def _look(folder: Path) -> None:
    wheel = _step("the wheel is made", lambda: build(folder / "dist"))
    _step("nothing is missing in it", lambda: asking.is_whole(wheel))
    programs = _step("it is installed with the pinned packages", lambda: install(wheel, folder / "installed"))
    outside, home = folder / "outside", folder / "outside" / "home"
    outside.mkdir()
    _step("it lists its commands", lambda: asking.is_elsewhere(programs, outside))
    _step("it explains", lambda: asking.explains(programs, outside))
    with running_demo(programs / "songda", home) as port:
        _step("the demo speaks Chinese", lambda: asking.speaks_chinese(port))
        _step("the story plays", lambda: asking.plays_the_story(programs, outside, home, port))
    bundle = home / "story" / "bundle.zip"
    _step("it verifies the proof", lambda: asking.verifies(programs, outside, bundle))


def _step(title: str, ask: Callable[[], Found]) -> Found:
    began = time.monotonic()
    sys.stdout.write(f"{title} … ")
    sys.stdout.flush()
    found = ask()
    sys.stdout.write(f"{found} ({time.monotonic() - began:.0f} s)\n")
    return found


def _fail(reason: str) -> int:
    sys.stdout.write(f"failed\n{reason}\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
