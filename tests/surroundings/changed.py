"""`pytest --changed`: the tests that a change can reach, found by who imports what; database tests too.

A change reaches the tests that import what was changed, straight or over one module between them, and those that lie
where the changed file lies. Where these are very many, only what imports it straight is taken: further away everything
hangs together, and that is what `make test` is for.
"""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOPS = 1  # modules between what was changed and a test
HOMES = {"songda": "", "songda_demo": "demo", "songda_tools": "tools"}  # where the tests of a package lie, below tests
MANY = 40  # files of tests; more of them, and the hops are left out
_IMPORT = re.compile(r"^\s*(?:from|import)\s+((?:songda|tests|scripts)[\w.]*)(?:\s+import\s+(.+))?", re.MULTILINE)
_MANY = re.compile(r"^\s*from\s+((?:songda|tests|scripts)[\w.]*)\s+import\s+\(([^)]*)\)", re.MULTILINE)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--changed",
        nargs="?",
        const="HEAD",
        metavar="COMMIT",
        help="run the tests that the changes since a commit (usually the last one) can reach",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Name the files, as if they had been typed."""
    since = config.getoption("--changed")
    if since is None:
        return
    changed = changed_files(since)
    far, near = reached_by(changed, HOPS), reached_by(changed, 0)
    reached = sorted(far if len(far) <= MANY else near)
    if not reached:
        raise pytest.UsageError(f"No test is near what changed since {since}: {len(changed)} files.")
    config.args[:] = [str(ROOT / path) for path in reached]
    config.args_source = pytest.Config.ArgsSource.ARGS


def changed_files(since: str) -> set[Path]:
    """The files of the project that differ from that commit, new ones too, as paths from its root."""
    differing = _git("diff", "--name-only", since, "--")
    return {Path(name) for name in (*differing, *_git("ls-files", "--others", "--exclude-standard"))}


def reached_by(changed: set[Path], hops: int) -> set[Path]:
    """The files of tests that the changed files can reach over so many modules."""
    imports = {path: set(_imports_of(ROOT / path)) for path in _python_files()}
    near = {_module(path) for path in changed if path.suffix == ".py"} | {
        _module(path) for path in imports for other in changed if other.suffix != ".py" and path.parent == other.parent
    }
    seen = set(near)
    for _ in range(hops):
        near = {_module(path) for path, named in imports.items() if path.parts[0] in HOMES and named & near} - seen
        seen |= near
    support = {path for path in imports if path.parts[0] == "tests" and not _is_test(path)}
    while more := {_module(path) for path in support if imports[path] & seen} - seen:
        seen |= {name for name in more if name.startswith("tests")}
    beside = {Path("tests", HOMES[path.parts[0]], *path.parent.parts[1:]) for path in changed if path.parts[0] in HOMES}
    return {
        path
        for path in imports
        if _is_test(path) and (imports[path] & seen or path in changed or path.parent in beside)
    }


def _git(*words: str) -> list[str]:
    command = ["git", "-C", str(ROOT), *words]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    if asked.returncode:
        raise pytest.UsageError(f"--changed: {asked.stderr.strip()}")
    return asked.stdout.split("\n")[:-1]


def _python_files() -> list[Path]:
    found = (path for folder in (*HOMES, "tests", "scripts") for path in (ROOT / folder).rglob("*.py"))
    return [path.relative_to(ROOT) for path in found if "migrations" not in path.parts]


def _is_test(path: Path) -> bool:
    return path.parts[0] == "tests" and path.name.startswith("test_")


def _module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _imports_of(path: Path) -> Iterator[str]:
    """The modules that a file names, and what it takes from them, which may be modules too."""
    text = path.read_text(encoding="utf-8")
    for module, names in (*_IMPORT.findall(text), *_MANY.findall(text)):
        yield module
        yield from (f"{module}.{name.split()[0]}" for name in names.replace("(", "").split(",") if name.strip())
