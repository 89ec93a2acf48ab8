"""Breaks what the table against ASVS says is met: `python -m scripts.mutants.asvs [V3.3.1 ...]`.

Each row of `asvs.toml` is broken once in a copy of the project; the tests that the row itself names must notice it.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from scripts.mutants.mutant import ROOT
from scripts.mutants.rooms import asked, copied, put

TABLE = Path(__file__).with_suffix(".toml")
PAGES = ROOT / "docs/reference/asvs"
_MET = re.compile(r"^\| (V[\d.]+) \| \d \| [^|]* \| met \| (.*) \|$", re.MULTILINE)


class Broken(NamedTuple):
    """A file, what stands there, and what stands there instead."""

    file: Path  # from the project's root
    was: str
    becomes: str

    def source(self) -> str:
        """The changed text; ValueError where what is changed does not stand there."""
        text = (ROOT / self.file).read_text(encoding="utf-8")
        if self.was not in text:
            raise ValueError(f"{self.file} says no more: {self.was}")
        return text.replace(self.was, self.becomes)


def broken() -> Mapping[str, Broken]:
    """By the number of a row how it is broken."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {row: Broken(Path(file), was, becomes) for row, (file, was, becomes) in table.items()}


def met() -> Mapping[str, list[str]]:
    """By the number of a row that is met the tests that it names."""
    text = "\n".join(page.read_text(encoding="utf-8") for page in sorted(PAGES.glob("*.md")))
    return {row: re.findall(r"`(tests/[^`]+\.py)`", why) for row, why in _MET.findall(text)}


def main() -> int:
    """0 when the tests of every row noticed."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mutants.asvs", description=__doc__)
    parser.add_argument("rows", nargs="*", help="only these")
    chosen = parser.parse_args().rows
    unnoticed, tests = [], met()
    with tempfile.TemporaryDirectory(prefix="songda-asvs-") as place:
        copy = copied(Path(place, "copy"))
        for row, change in broken().items():
            if chosen and row not in chosen:
                continue
            before = (copy / change.file).read_bytes()
            put(copy / change.file, change.source().encode())
            try:
                word, by = asked(copy, tests[row])
            except subprocess.TimeoutExpired:
                word, by = "timeout", ""
            put(copy / change.file, before)
            if word == "killed" and ("::" not in by or asked(copy, [by])[0] == "killed"):
                word = "unclear"  # no test failed, for none could begin; or one that fails without the change too
            unnoticed += [row] if word != "killed" else []
            sys.stdout.write(f"{word}: {row} {change.file} {by}\n")
            sys.stdout.flush()
    sys.stdout.write(f"not noticed: {' '.join(unnoticed) or 'none'}\n")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
