"""Measures by turns what this commit costs beside an earlier one: `python -m scripts.turns --against COMMIT`.

Both are run by this Python with the libraries that are installed, so that the code alone is compared; the earlier one
from a folder of its own. Without `--against` it is the newest release. Exit code 1 where a figure of CPU time is, in
the middle of the turns, more than 5 % dearer.
"""

import argparse
import io
import json
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from songda_tools.bench.report import summary

ROOT = Path(__file__).parent.parent
DEARER = 1.05
SERVICES, TURNS = 1000, 3
Run = Mapping[str, Any]


def newest_release() -> str | None:
    """The tag of the newest release that this commit comes after."""
    command = ("git", "-C", str(ROOT), "describe", "--tags", "--abbrev=0", "HEAD^")
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    return asked.stdout.strip() or None


def beside(before: Sequence[Run], now: Sequence[Run]) -> dict[str, tuple[float, float]]:
    """Each figure of CPU time that both have, in the middle of the turns: what it was, and what it is."""
    old, new = ([summary(run) for run in runs] for runs in (before, now))
    names = [name for name in new[0] if name.startswith("CPU ms") and all(name in one for one in (*old, *new))]
    return {name: (median(one[name] for one in old), median(one[name] for one in new)) for name in names}


def dearer(figures: Mapping[str, tuple[float, float]]) -> list[str]:
    """Those that cost more than they may."""
    return [name for name, (old, new) in figures.items() if new > old * DEARER]


def unpack(commit: str, folder: Path) -> None:
    """The files of a commit, with its words made ready."""
    command = ("git", "-C", str(ROOT), "archive", commit)
    packed = subprocess.run(command, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    for words in folder.glob("songda/web/**/*.po"):
        babel = ("-m", "babel.messages.frontend", "--quiet", "compile")
        made = str(words.with_suffix(".mo"))
        subprocess.run((sys.executable, *babel, "--input-file", str(words), "--output-file", made), check=True)


def _measured(folder: Path, services: int, result: Path) -> Run:
    command = (sys.executable, "-m", "songda", "bench", str(services), "--json", str(result))
    subprocess.run(command, cwd=folder, check=True, stdin=subprocess.DEVNULL)
    run: Run = json.loads(result.read_text(encoding="utf-8"))
    return run


def main() -> int:
    """0 where nothing became dearer, 2 where there is nothing to compare with."""
    parser = argparse.ArgumentParser(prog="python -m scripts.turns", description=__doc__)
    parser.add_argument("--against", default=newest_release(), help="the commit or tag to compare with")
    parser.add_argument("--services", type=int, default=SERVICES, help=f"in bulk, a turn (default {SERVICES})")
    parser.add_argument("--turns", type=int, default=TURNS, help=f"of each (default {TURNS})")
    options = parser.parse_args()
    if options.against is None:
        sys.stderr.write("Nothing was released yet. Name what to compare with: --against COMMIT.\n")
        return 2
    with tempfile.TemporaryDirectory() as place:
        earlier, result = Path(place, "earlier"), Path(place, "bench.json")
        earlier.mkdir()
        unpack(options.against, earlier)
        turns = [
            (_measured(earlier, options.services, result), _measured(ROOT, options.services, result))
            for _ in range(options.turns)
        ]
    figures = beside([old for old, _ in turns], [new for _, new in turns])
    for name, (old, new) in figures.items():
        sys.stdout.write(f"{name:52}{old:10.2f}{new:10.2f}{new / old if old else 1:8.2f} ×\n")
    if found := dearer(figures):
        sys.stdout.write(f"More than {DEARER - 1:.0%} dearer than {options.against}: {'; '.join(found)}.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
