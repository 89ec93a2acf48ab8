"""Which tests run, and on how many processors: a plain pytest takes the unit tests; in CI nothing is left out.

Unit tests need no database, no browser and little time. Files that are named run with their database tests, and
`pytest --all` (what `make test` runs) takes every test. Browser tests need Chromium: without it they are skipped with a
word, and in CI they fail.
"""

import os
import shutil
from collections import Counter

import pytest
from _pytest.terminal import TerminalReporter

from tests.surroundings.environment import is_first_process

LEFT_OUT = ("slow", "browser")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
is_ci = os.environ.get("CI", "").lower() in {"1", "true"}
left_out_key = pytest.StashKey[Counter[str]]()


def find_chromium() -> str | None:
    """The path of the installed Chromium; None when there is none."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run every test, slow and browser tests too")
    parser.addoption("--unit", action="store_true", help="leave out database tests too; so does naming nothing")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """A pytest that names nothing takes the unit tests, and every processor; `-n 0` and `--pdb` keep to one."""
    chosen = config.option
    names_nothing = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    chosen.unit = chosen.unit or (names_nothing and not chosen.all and not chosen.markexpr and not chosen.keyword)
    is_first = is_first_process() and not hasattr(config, "workerinput")  # a worker must not start workers
    if (
        is_first
        and names_nothing
        and getattr(chosen, "numprocesses", 0) is None
        and not (chosen.usepdb or chosen.collectonly)
    ):
        chosen.numprocesses, chosen.dist = os.cpu_count() or 1, "loadfile"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    counted: Counter[str] = Counter()
    config.stash[left_out_key] = counted
    if config.getoption("--all") or config.getoption("-m"):
        return
    kept, left_out = [], []
    kinds = (*LEFT_OUT, "database") if config.getoption("--unit") else LEFT_OUT
    for item in items:
        kind = next((name for name in kinds if item.get_closest_marker(name)), None)
        (kept if kind is None else left_out).append(item)
        counted.update([kind] if kind else [])
    items[:] = kept
    if left_out:
        config.hook.pytest_deselected(items=left_out)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") is None or find_chromium() is not None:
        return
    word = "needs Chromium, which is not installed (Debian: apt-get install chromium)"
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
    counted = config.stash.get(left_out_key, Counter())
    if not counted and terminalreporter.stats.get("deselected") and not config.getoption("-m"):
        counted = Counter({"database, slow or browser": len(terminalreporter.stats["deselected"])})
    if not counted and config.getoption("--unit"):  # parallel workers count for themselves
        what = "tests that need a database or a browser, and slow ones"
        terminalreporter.write_line(f"Left out: {what}. `make test` runs everything.", yellow=True)
    if counted:
        what = ", ".join(f"{number} {kind}" for kind, number in sorted(counted.items()))
        terminalreporter.write_line(f"Left out: {what}. `make test` runs everything.", yellow=True)
