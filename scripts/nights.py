"""What needs a night: everything that waits, storms, measures or tries by brute force, one step after another.

`make nights` runs all steps and ends with a table; `make nights ONLY="days mutants"` those that are named. What it
costs is measured beside the newest release, or beside `make nights AGAINST=COMMIT`. The reasons stand in
docs/reference/nights.md.
"""

import argparse
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from scripts.turns import newest_release

ROOT = Path(__file__).parent.parent
DAYS = {  # on which the tests of rows and pages live once more: when things are entered, and when tests begin
    "tomorrow": ("--day", "2026-06-02T10:00+08:00"),
    "four hundred days on": ("--day", "2027-07-06T10:00+08:00"),
    "a leap day": ("--day", "2028-02-29T10:00+08:00"),
    "the last minute of a year": ("--day", "2026-11-02T10:00+08:00", "--opened", "2026-12-31T23:59:30+08:00"),
    "a Saturday that is a working day": ("--day", "2026-10-10T10:00+08:00"),
}
SPREAD = ("-n", "auto", "--dist", "loadfile", "-q")
MUTANTS = 200  # of the law, chosen by a fixed seed
ROOMS = 60  # changes of all other rooms, chosen likewise
OTHERS = ("/usr/bin/python3", "python3.13", "python3.12", "python3.11")


class Step(NamedTuple):
    """One command, and the words by which it is told and chosen."""

    name: str
    title: str
    command: Sequence[str]


def main() -> int:
    """0 when every step was done well. One that fails stops no other."""
    parser = argparse.ArgumentParser(prog="python -m scripts.nights", description=__doc__)
    parser.add_argument("--against", default=newest_release(), help="the commit whose costs are those to hold")
    parser.add_argument("only", nargs="*", metavar="STEP", help="do these steps alone")
    options = parser.parse_args()
    only, every = options.only, _steps(options.against)
    steps = [step for step in every if not only or step.name in only]
    if unknown := set(only) - {step.name for step in every}:
        known = ", ".join(dict.fromkeys(step.name for step in every))
        sys.stderr.write(f"There is no step {', '.join(sorted(unknown))}. There are: {known}.\n")
        return 2
    done = []
    for step in steps:
        _say(f"\n=== {step.title}\n")
        began = time.monotonic()
        code = subprocess.run(step.command, cwd=ROOT, check=False, stdin=subprocess.DEVNULL).returncode
        done.append((step, code, time.monotonic() - began))
    _say("\n")
    for step, code, seconds in done:
        _say(f"{'passed' if code == 0 else f'FAILED ({code})':12} {seconds / 60:6.1f} min  {step.title}\n")
    return 1 if any(code for _, code, _ in done) else 0


def _steps(against: str | None) -> list[Step]:
    pytest = (sys.executable, "-m", "pytest")
    steps = [Step("tests", "tests that wait, storm or measure", (*pytest, "--nights", *SPREAD))]
    drawn = ("-m", "hypothesis", "--hypothesis-profile", "drawn")
    steps.append(Step("examples", "properties on examples drawn anew, and many", (*pytest, *drawn, *SPREAD)))
    steps += [
        Step("days", f"rows and pages on {name}", (*pytest, "tests/records", "tests/web", *day, *SPREAD))
        for name, day in DAYS.items()
    ]
    seed = str(secrets.randbelow(1_000_000))
    shuffled = (*pytest, "--all", "--shuffle", seed, *SPREAD)
    steps.append(Step("order", f"everything in an order drawn anew (--shuffle {seed})", shuffled))
    if shutil.which("faketime"):
        later = ("faketime", "-f", "+400d", *pytest, "--all", *SPREAD)
        steps.append(Step("machine", "everything on a machine whose clock is 400 days on", later))
    else:
        _say("The machine's clock cannot be moved: faketime is not installed (Debian: apt-get install faketime).\n")
    mutants = (sys.executable, "-m", "scripts.mutants", "--afresh", "--some", str(MUTANTS), "--nice", "0")
    steps.append(Step("mutants", f"{MUTANTS} changes of the law", mutants))
    rooms = (sys.executable, "-m", "scripts.mutants.rooms", "--afresh", "--some", str(ROOMS), "--processes", "2")
    steps.append(Step("rooms", f"{ROOMS} changes of the other rooms", rooms))
    asvs = (sys.executable, "-m", "scripts.mutants.asvs")
    steps.append(Step("asvs", "what the table against ASVS says is met, broken once", asvs))
    pages = (sys.executable, "-m", "songda", "bench", "pages", "--services", "300000")
    steps.append(Step("pages", "every page of a court of 300,000 services, and what reads through a table", pages))
    steps += _turns(against)
    if other := _other_python():
        python = ("make", "tests", f"PYTHON={other}", "VENV=.venv-other")
        steps.append(Step("python", f"all tests of a change on {other}", python))
    return steps


def _turns(against: str | None) -> list[Step]:
    if not against:
        _say("What it costs is not compared: nothing was released yet, and no commit is named (AGAINST=COMMIT).\n")
        return []
    command = (sys.executable, "-m", "scripts.turns", "--against", against)
    return [Step("turns", f"what it costs, by turns with {against}", command)]


def _other_python() -> str | None:
    """A Python of another version than this one."""
    for name in OTHERS:
        if found := shutil.which(name):
            asked = [found, "-c", "import sys; print(sys.version_info[:2])"]
            said = subprocess.run(asked, capture_output=True, text=True, check=False)
            if said.returncode == 0 and said.stdout.strip() != str(sys.version_info[:2]):
                return found
    return None


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main())
