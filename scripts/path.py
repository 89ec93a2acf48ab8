"""Plays one service from the order over the API to its certificate, and names what it passes: `python -m scripts.path`.

Files, functions and rooms of songda that ran, and statements that the database was given, step by step. What a process
does once (settings, tables of the law, pages' first compilation) was done before by a service that is not counted.
`--files` names the files, `--statements` the statements, `--room NAME` the functions of a room.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType

ROOT = Path(__file__).parent.parent
PLAY = "tests/records/together/test_path.py"
RESULT = "PATH_OF_A_SERVICE"  # the file into which the play writes what it passed
_HOUSE = str(ROOT / "songda") + os.sep
# Comprehensions are frames of their own on one Python and lines of their function on the next.
_NO_FUNCTIONS = frozenset({"<module>", "<genexpr>", "<lambda>", "<listcomp>", "<setcomp>", "<dictcomp>"})


@dataclass
class Step:
    """What ran between two moments: functions as `file:name`, and statements with the function that asked them."""

    name: str
    functions: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def files(self) -> set[str]:
        return {function.partition(":")[0] for function in self.functions}

    @property
    def rooms(self) -> set[str]:
        return {room_of(file) for file in self.files}


def room_of(file: str) -> str:
    """The room that a file lies in: two folders below songda, or one where there are no two."""
    return "/".join(Path(file).parent.parts[:3])


@contextmanager
def step(name: str) -> Iterator[Step]:
    """Notes every function of the house that runs in this thread, and every statement of its connection."""
    from django.db import connection

    passed, codes = Step(name), set[CodeType]()

    def note(frame: FrameType, event: str, _value: object) -> None:
        if event == "call":
            codes.add(frame.f_code)

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def] # Django's own shape
        asker = _asker()
        if asker or sql.startswith(("SAVEPOINT", "RELEASE")):  # what the play itself looks up is none of the way
            passed.asked.append(f"{asker}: {' '.join(sql.split())}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        sys.setprofile(note)
        try:
            yield passed
        finally:
            sys.setprofile(None)
    passed.functions = sorted(
        f"{code.co_filename.removeprefix(f'{ROOT}{os.sep}')}:{code.co_qualname}"
        for code in codes
        if code.co_filename.startswith(_HOUSE) and code.co_name not in _NO_FUNCTIONS
    )


def _asker() -> str:
    """The nearest function of the house above."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith(_HOUSE):
            return f"{code.co_filename.removeprefix(f'{ROOT}{os.sep}')}:{code.co_name}"
        frame = frame.f_back
    return ""


def write(steps: list[Step]) -> None:
    """Leaves the result for whoever asked; nothing where a test alone is run."""
    if place := os.environ.get(RESULT):
        Path(place).write_text(json.dumps([vars(one) for one in steps]), encoding="utf-8")


def totals(steps: list[Step]) -> dict[str, int]:
    """How much the whole way passes: `files`, `functions`, `statements`, `rooms`."""
    return {
        "files": len(set().union(*(one.files for one in steps))),
        "functions": len(set().union(*(one.functions for one in steps))),
        "statements": sum(len(one.asked) for one in steps),
        "rooms": len(set().union(*(one.rooms for one in steps))),
    }


def main() -> int:
    """0 when the play went to its end."""
    parser = argparse.ArgumentParser(prog="python -m scripts.path", description=__doc__)
    parser.add_argument("--files", action="store_true", help="name the files of each step")
    parser.add_argument("--statements", action="store_true", help="name what asks the database, and what for")
    parser.add_argument("--room", help="name the functions of this room that ran")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        steps = _played(Path(place, "result.json"))
    if not steps:
        return 1
    _say(f"{'step':34}{'files':>7}{'functions':>11}{'statements':>12}{'rooms':>7}")
    for one in steps:
        _say(f"{one.name:34}{len(one.files):7}{len(one.functions):11}{len(one.asked):12}{len(one.rooms):7}")
        if options.statements:
            _say("".join(f"    {asked[:200]}\n" for asked in one.asked))
        if options.files:
            _say("".join(f"    {file}\n" for file in sorted(one.files)))
    whole = totals(steps)
    _say(f"{'in all':34}{whole['files']:7}{whole['functions']:11}{whole['statements']:12}{whole['rooms']:7}")
    if options.room:
        passed = set().union(*(one.functions for one in steps))
        _say("\n".join(sorted(name for name in passed if room_of(name.partition(":")[0]).endswith(options.room))))
    return 0


def _played(result: Path) -> list[Step]:
    import pytest

    os.environ[RESULT] = str(result)
    pytest.main([str(ROOT / PLAY), "-q", "-n", "0", "-p", "no:cacheprovider", "--no-header"])
    if not result.exists():  # it is there, too, where the way grew beyond its bound
        return []
    return [Step(**one) for one in json.loads(result.read_text(encoding="utf-8"))]


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
