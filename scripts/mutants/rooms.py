"""Changes all rooms on purpose, the law aside: `python -m scripts.mutants.rooms [part of a name ...] [--some N]`.

What asks for a database cannot be tried in a child of one process, as the law is. So each change is written into a copy
of the project, and the tests that pass through the changed function are run there until one fails. Which ones do is
found out before, by one run of them all in a copy whose functions tell; for a few changes that is not worth the while,
and the tests that the changed file can reach are asked.
"""

import argparse
import ast
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

import pytest

from scripts.mutants.mutant import LAW, ROOT, fingerprint
from scripts.mutants.of_code import spots
from tests.surroundings.changed import reached_by

KEPT = ROOT / ".mutants.rooms.jsonl"
SEED = 20  # of those that `--some` takes
SECONDS = 600  # for all tests of one change, on the wall
MOST_FILES = 25  # of tests, that are asked about one change where nobody watched
MOST_TESTS = 200  # that are asked about one change, the nearest to its room first
WATCHED = 20  # from so many changes on, a run of all tests is cheaper than asking each change's files
FOR_DAYS = ("-m", "not night and not browser")
OUTSIDE = {"migrations", "locale"}  # of no room of a court
FOR_READERS = {"__str__", "__repr__"}
_FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)


class Change(NamedTuple):
    """One change of a file: what stands there instead of `was`, from `start` to `end` in its bytes."""

    file: Path  # from the project's root
    line: int
    start: int
    end: int
    was: str
    becomes: str
    body: int  # where the first statement of its function begins, in bytes

    @property
    def key(self) -> str:
        return f"{self.file}:{self.line}: {_short(self.was)} -> {_short(self.becomes)} ({self.start})"

    def applied(self, source: bytes) -> bytes:
        return source[: self.start] + self.becomes.encode() + source[self.end :]


def changes_of(file: Path, source: bytes) -> Iterator[Change]:
    """Every small change of the functions of a file that still compiles."""
    tree = ast.parse(source)
    begins = [0]
    for line in source.splitlines(keepends=True):
        begins.append(begins[-1] + len(line))
    for function in _functions(tree):
        first = _first_statement(function)
        body = begins[first.lineno - 1] + first.col_offset
        for spot in spots(function):
            old = spot.old
            if not isinstance(old, ast.expr | ast.stmt) or old.end_lineno is None or old.end_col_offset is None:
                continue
            start = begins[old.lineno - 1] + old.col_offset
            end = begins[old.end_lineno - 1] + old.end_col_offset
            was = source[start:end].decode()
            change = Change(file, old.lineno, start, end, was, _written(spot.new, old), body)
            if _compiles(change.applied(source)):
                yield change


def _first_statement(function: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.stmt:
    """The first one that does something."""
    is_told = ast.get_docstring(function) is not None and len(function.body) > 1
    return function.body[is_told]


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for outer in tree.body:
        for node in outer.body if isinstance(outer, ast.ClassDef) else [outer]:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name not in FOR_READERS:
                yield node


def _written(new: ast.AST, old: ast.expr | ast.stmt) -> str:
    text = ast.unparse(new)
    return f"({text})" if isinstance(old, ast.expr) else text.replace("\n", "\n" + " " * old.col_offset)


def _compiles(source: bytes) -> bool:
    try:
        compile(source, "change", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 70 else f"{line[:60]} ... {line[-6:]}"


def nearest_tests(file: Path) -> list[str]:
    """The files of tests that a change of this file can reach: those of its room first, so many at the most."""
    near = reached_by({file}, 0)
    found = near if len(near) >= MOST_FILES else near | reached_by({file}, 1)
    return [str(path) for path in sorted(found, key=lambda path: _distance(file, path))[:MOST_FILES]]


def _distance(file: Path, test: Path) -> tuple[int, str]:
    """How many steps lie between a file's room and the folder of a test."""
    room = Path("tests", *file.parent.parts[1:])
    shared = os.path.commonpath([room, test.parent])
    return len(room.parts) + len(test.parent.parts) - 2 * len(Path(shared).parts), str(test)


_TELLS = """import os
from pathlib import Path

PLACE, TOLD = Path(__file__).parent / "reached", set()


def by(number):
    test = os.environ["PYTEST_CURRENT_TEST"].rpartition(" (")[0]
    if (number, test) not in TOLD:
        TOLD.add((number, test))
        with (PLACE / str(number)).open("a") as file:
            file.write(f"{test}\\n")
"""


def passing_through(changes: Sequence[Change], copy: Path) -> dict[str, list[str]]:
    """By the key of a change the tests that pass through its function, the nearest first: one run of them all."""
    (copy / "reached").mkdir()
    (copy / "songda_reached.py").write_text(_TELLS, encoding="utf-8")
    bodies = sorted({(change.file, change.body) for change in changes})
    numbers = {place: number for number, place in enumerate(bodies)}
    for file in {file for file, _ in bodies}:
        here = {body: number for (of, body), number in numbers.items() if of == file}
        (copy / file).write_bytes(telling((copy / file).read_bytes(), here))
    _run_there(copy, ["--all", "-n", str(os.cpu_count() or 1), "--dist", "loadfile", *FOR_DAYS], None)

    def nearest(change: Change) -> list[str]:
        tests = _told(copy / "reached" / str(numbers[change.file, change.body]))
        return sorted(tests, key=lambda test: _distance(change.file, Path(test.partition("::")[0])))[:MOST_TESTS]

    return {change.key: nearest(change) for change in changes}


def telling(source: bytes, numbers: Mapping[int, int]) -> bytes:
    """The source whose functions tell who passes through them: their numbers by where their first statement begins.

    Nothing is told, nor read, in a child that knows of no test: whoever opens papers may reach no file.
    """
    for body, number in sorted(numbers.items(), reverse=True):  # from the end on, so that places stay what they are
        before = source[source.rfind(b"\n", 0, body) + 1 : body]
        after = b"; " if before.strip() else b"\n" + before
        tells = f'__import__("os").environ.get("PYTEST_CURRENT_TEST") and __import__("songda_reached").by({number})'
        source = source[:body] + tells.encode() + after + source[body:]
    return source


def _told(file: Path) -> set[str]:
    return set(file.read_text(encoding="utf-8").splitlines()) if file.exists() else set()


def main() -> int:
    """0 when every change that was made is noticed, 1 when some are not."""
    options = _options()
    os.chdir(ROOT)
    os.nice(options.nice)
    changes = _chosen(options)
    if options.list:
        _say("\n".join(change.key for change in changes))
        return 0
    kept = _kept(afresh=options.afresh)
    left = [change for change in changes if kept.get(change.key, {}).get("on") != fingerprint(ROOT / change.file)]
    _say(f"{len(changes)} changes, {len(left)} to try.")
    with tempfile.TemporaryDirectory(prefix="songda-mutants-") as place:
        copies: SimpleQueue[Path] = SimpleQueue()
        for number in range(options.processes):
            copies.put(copied(Path(place, str(number))))
        near: dict[str, list[str]] = {}
        if len(left) >= WATCHED:
            _say("One run of all tests finds out which of them pass through the functions that are changed.")
            near = passing_through(left, copied(Path(place, "watched")))
        with ThreadPoolExecutor(options.processes) as pool:
            for change, word, by in pool.map(lambda change: _tried(change, copies, near.get(change.key)), left):
                kept[change.key] = {"key": change.key, "word": word, "by": by, "on": fingerprint(ROOT / change.file)}
                with KEPT.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(kept[change.key]) + "\n")
                _say(f"{word}: {change.key} {by}")
        return _report(changes, kept, copies.get())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m scripts.mutants.rooms", description=__doc__)
    parser.add_argument("names", nargs="*", help="only files whose name has one of these in it")
    parser.add_argument("--some", type=int, metavar="N", help="so many of them, always the same ones")
    parser.add_argument("--processes", type=int, default=1, help="changes that are tried at the same time")
    parser.add_argument("--nice", type=int, default=15, help="how far to stand back behind other work")
    parser.add_argument("--afresh", action="store_true", help="forget what earlier runs found")
    parser.add_argument("--list", action="store_true", help="only name them")
    return parser.parse_args()


def _chosen(options: argparse.Namespace) -> list[Change]:
    files = [
        path.relative_to(ROOT)
        for path in sorted((ROOT / "songda").rglob("*.py"))
        if not path.is_relative_to(LAW) and not OUTSIDE & set(path.parts)
    ]
    named = [file for file in files if not options.names or any(name in str(file) for name in options.names)]
    if options.some is None:
        return [change for file in named for change in changes_of(file, (ROOT / file).read_bytes())]
    chance = random.Random(SEED)  # noqa: S311 - no secret
    chosen: dict[str, Change] = {}
    sizes = [(ROOT / file).stat().st_size for file in named]
    for file in chance.choices(named, sizes, k=options.some * 3):
        if len(chosen) == options.some:
            break
        found = list(changes_of(file, (ROOT / file).read_bytes()))
        if found:
            change = chance.choice(found)
            chosen[change.key] = change
    return list(chosen.values())


def copied(place: Path) -> Path:
    """A copy of the project, without what was made; of its history only that it has one, which some tests ask for."""
    aside = shutil.ignore_patterns(".git", ".venv*", "__pycache__", ".*_cache", "var", "build", "dist")
    shutil.copytree(ROOT, place, ignore=aside, symlinks=True)
    subprocess.run(["git", "init", "-q", str(place)], check=True)  # noqa: S607
    return place


def _tried(change: Change, copies: "SimpleQueue[Path]", near: list[str] | None) -> tuple[Change, str, str]:
    tests = nearest_tests(change.file) if near is None else near
    if not tests:
        return change, "survived", "no test is near it"
    copy = copies.get()
    source = (ROOT / change.file).read_bytes()
    put(copy / change.file, change.applied(source))
    try:
        return change, *asked(copy, tests)
    finally:
        put(copy / change.file, source)
        copies.put(copy)


def put(file: Path, source: bytes) -> None:
    """Write it as younger than what stood there, or a change of the same length would be run as it was compiled."""
    younger = file.stat().st_mtime_ns + 2_000_000_000  # compiled files know of whole seconds
    file.write_bytes(source)
    os.utime(file, ns=(younger, younger))


def asked(copy: Path, tests: list[str]) -> tuple[str, str]:
    try:
        done = _run_there(copy, [*tests, "-n", "0", "-x", *FOR_DAYS], SECONDS)
    except subprocess.TimeoutExpired:
        return "timeout", ""
    if done.returncode in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        return "survived", "" if done.returncode == 0 else "no test is near it"
    failed = _FAILED.search(done.stdout)
    return "killed", failed[1] if failed else done.stdout[-200:].strip().replace("\n", " ")


def _run_there(copy: Path, chosen: list[str], seconds: float | None) -> "subprocess.CompletedProcess[str]":
    """Pytest in a copy of the project, over `seconds` at the most. Raises TimeoutExpired."""
    command = [sys.executable, "-m", "pytest", *chosen, "-q", "-p", "no:cacheprovider"]
    environment = os.environ | {"PYTHONPATH": str(copy), "CI": ""}
    return subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, timeout=seconds, check=False
    )


def _kept(*, afresh: bool) -> dict[str, dict[str, str]]:
    if afresh:
        KEPT.unlink(missing_ok=True)
    lines = KEPT.read_text(encoding="utf-8").splitlines() if KEPT.exists() else []
    return {row["key"]: row for row in map(json.loads, lines)}


def _report(changes: list[Change], kept: dict[str, dict[str, str]], copy: Path) -> int:
    """The survivors, and whether those that are said to have noticed a change pass without one, in such a copy."""
    found = {change.key: kept[change.key] for change in changes if change.key in kept}
    words = Counter(row["word"] for row in found.values())
    for row in found.values():
        if row["word"] == "survived":
            _say(f"\nsurvived: {row['key']} {row['by']}")
    witnesses = sorted({row["by"].partition("[")[0] for row in found.values() if "::" in row["by"]})
    if witnesses:
        done = _run_there(copy, [*witnesses, "-n", "0"], None)
        if done.returncode:
            failed = "\n".join(_FAILED.findall(done.stdout))
            _say(f"A test that noticed a change fails without one too: mend it first, and begin afresh.\n{failed}")
            return 1
    _say(f"{words.total()} made, {words['killed']} killed, {words['timeout']} timed out, {words['survived']} survived")
    return 1 if words["survived"] else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
