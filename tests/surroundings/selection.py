"""Which tests run: a plain pytest takes the unit tests, `--all` every test of a change, `--nights` those of the night.

Unit tests need no database, no browser and little time. Files that are named run with their database tests and whole
programs, and `pytest --all` (what `make test` runs) takes everything that finds a fault in a change. What needs waiting
or brute force is marked `night("why")` and runs with `make nights`. Browser tests need Chromium: without it they are
skipped with a word, and in CI they fail.
"""

import os
import re
import shutil
from collections import Counter, defaultdict
from pathlib import Path
from zlib import crc32

import pytest
from _pytest.terminal import TerminalReporter

from tests import rows
from tests.surroundings.environment import is_first_process

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # the lightest first
is_ci = os.environ.get("CI", "").lower() in {"1", "true"}
left_out_key = pytest.StashKey[Counter[str]]()


def find_chromium() -> str | None:
    """The path of the installed Chromium; None when there is none."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run every test of a change, whole stacks and browsers too")
    parser.addoption("--nights", action="store_true", help="run what needs waiting or brute force, and nothing else")
    parser.addoption(
        "--rows", action="store_true", help="each row of a table is a test of its own, to choose one by -k"
    )
    parser.addoption("--unit", action="store_true", help="leave out database tests too; so does naming nothing")


def pytest_configure(config: pytest.Config) -> None:
    rows.are_apart = config.getoption("--rows")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """A pytest that names nothing takes the unit tests, and every processor; `-n 0` and `--pdb` keep to one."""
    chosen = config.option
    names_nothing = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    says_what = chosen.all or chosen.nights or chosen.markexpr or chosen.keyword
    chosen.unit = chosen.unit or (names_nothing and not says_what)
    is_first = is_first_process() and not hasattr(config, "workerinput")  # a worker must not start workers
    if (
        is_first
        and names_nothing
        and getattr(chosen, "numprocesses", 0) is None
        and not (chosen.usepdb or chosen.collectonly)
    ):
        chosen.numprocesses, chosen.dist = os.cpu_count() or 1, "loadfile"


_NEEDS_MORE = re.compile(r"^pytestmark = .*\b(?:database|browser|stack|night)\b", re.MULTILINE)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Files of which every test needs a database or more are not even read where only unit tests run."""
    if not config.getoption("--unit") or not collection_path.name.startswith("test_"):
        return None
    return True if _NEEDS_MORE.search(collection_path.read_text(encoding="utf-8")) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    _leave_looks_to_the_night(items)
    _leave_rows_to_the_night(items)
    _give_the_night_time(items)
    counted: Counter[str] = Counter()
    config.stash[left_out_key] = counted
    if config.getoption("-m"):
        return
    kept, left_out = [], []
    for item in items:
        kind = _left_out_as(item, config)
        (kept if kind is None else left_out).append(item)
        counted.update([kind] if kind else [])
    items[:] = kept
    if left_out:
        config.hook.pytest_deselected(items=left_out)


LOOKS = {"language", "words", "width", "scripts"}  # by which the same journey is made more than once
ANOTHER_LOOK = pytest.mark.night("the same journey in another language, at another width, or without scripts")


def _leave_looks_to_the_night(items: list[pytest.Item]) -> None:
    """A journey is made in one look by day and in all others at night; its name decides in which.

    So with each change all languages, widths and scripts are seen, but not every journey in every one of them.
    """
    journeys: defaultdict[tuple[object, ...], list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("browser") and isinstance(item, pytest.Function) and hasattr(item, "callspec"):
            told = item.callspec.params.items()
            about = tuple((name, repr(value)) for name, value in told if name not in LOOKS)
            journeys[item.path, item.originalname, about].append(item)
    for (_, name, _), looks in journeys.items():
        by_day = crc32(str(name).encode()) % len(looks)
        for other in (*looks[:by_day], *looks[by_day + 1 :]):
            other.add_marker(ANOTHER_LOOK)


def _leave_rows_to_the_night(items: list[pytest.Item]) -> None:
    """Of the rows of a test marked `rows_by_day(count, "why")` so many run with each change, and all others at night.

    Its name decides at which the count begins. What each row takes is long, and what it finds is mostly what another
    row would find as well.
    """
    rows: defaultdict[tuple[Path, str], list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("rows_by_day") and isinstance(item, pytest.Function):
            rows[item.path, item.originalname].append(item)
    for (_, name), found in rows.items():
        mark = found[0].get_closest_marker("rows_by_day")
        assert mark is not None
        count, why = mark.args
        start = crc32(name.encode()) % len(found)
        for other in (found[start:] + found[:start])[count:]:
            other.add_marker(pytest.mark.night(why))


NIGHT_SECONDS = 1200  # brute force and measures take minutes, and more of them beside whatever else a machine does


def _give_the_night_time(items: list[pytest.Item]) -> None:
    """A test of the night that names no bound of its own has more time than one of a change."""
    for item in items:
        if item.get_closest_marker("night") and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(NIGHT_SECONDS))


def _left_out_as(item: pytest.Item, config: pytest.Config) -> str | None:
    """Why the test does not run this time; None where it does."""
    is_of_the_night = item.get_closest_marker("night") is not None
    if config.getoption("--nights"):
        return None if is_of_the_night else "day"
    if is_of_the_night:
        return "night"
    if (config.getoption("--day") or config.getoption("--opened")) and item.get_closest_marker("usual_day"):
        return "usual day"
    if config.getoption("--all"):
        return None
    kinds = ("stack", "browser", "database") if config.getoption("--unit") else ("browser",)
    return next((name for name in kinds if item.get_closest_marker(name)), None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") is None or find_chromium() is not None:
        return
    word = "needs Chromium, which is not installed (Debian: apt-get install chromium-headless-shell)"
    if is_ci:
        pytest.fail(word, pytrace=False)
    pytest.skip(word)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium, for tests marked `browser`."""
    path = find_chromium()
    assert path is not None
    return path


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a failed run: there everything that a test needs is installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if is_ci and session.exitstatus == 0 and isinstance(reporter, TerminalReporter) and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    skipped = len(terminalreporter.stats.get("skipped", []))
    if skipped:
        word = "In CI nothing may be skipped: this run has failed." if is_ci else "The reasons stand above."
        terminalreporter.write_line(f"{skipped} skipped. {word}", red=is_ci, yellow=not is_ci)
    if config.getoption("--nights"):
        return
    counted = config.stash.get(left_out_key, Counter())
    if config.getoption("--unit") and not counted:  # parallel workers count for themselves
        what = "tests that need a database, a browser or a whole stack; `make test` runs them"
        terminalreporter.write_line(f"Left out: {what}.", yellow=True)
    elif config.getoption("--all"):
        terminalreporter.write_line("What needs waiting or brute force runs with `make nights`.")
    elif counted:
        what = ", ".join(f"{number} {kind}" for kind, number in sorted(counted.items()))
        terminalreporter.write_line(f"Left out: {what}. `make test` and `make nights` run them.", yellow=True)
