"""How a whole run is spread over processes: a file stays together, and what takes long begins first.

Begun last, as files with few tests are, whole stacks and journeys would run on alone when all else is done. Since
these wait a good deal for what they started, there is one process more than processors.
"""

import gc
import os
from collections import Counter
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from random import Random

import pytest

TESTS = Path(__file__).parents[1]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--shuffle", metavar="SEED", help="files and their tests in an order drawn by this seed; journeys stay"
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """What `-n auto` means where journeys run; the variable of pytest-xdist still has its say."""
    if not (config.getoption("--all") or config.getoption("--nights")) or "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    config.option.loadscopereorder = False  # by number of tests alone, which is done below


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """On a fresh clone no file of tests is compiled yet: each process begins with its share, and finds the others'."""
    told = getattr(session.config, "workerinput", None)
    if told is None or not session.config.getoption("--all"):
        return
    for path in sorted(TESTS.rglob("test_*.py"))[int(told["workerid"].removeprefix("gw")) :: told["workercount"]]:
        with suppress(Exception):  # whatever is wrong with it is told when it is collected
            import_module(".".join(path.relative_to(TESTS.parent).with_suffix("").parts))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long comes first, then the files with most tests; within a file nothing moves."""
    tests = Counter(item.path for item in items)
    long = {item.path for item in items if any(item.get_closest_marker(name) for name in ("night", "stack", "browser"))}
    items.sort(key=lambda item: (item.path not in long, -tests[item.path]))
    if seed := config.getoption("--shuffle"):
        # No test may live on what another left: steps of a journey alone come one after another.
        chance = Random(seed)
        places = {path: chance.random() for path in tests}
        within = {item: 0.0 if item.path in long else chance.random() for item in items}
        items.sort(key=lambda item: (item.path not in long, places[item.path], within[item]))


def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Where the order is drawn, what a file's tests did not close is named there, not in a test that came later."""
    if item.config.getoption("--shuffle") and (nextitem is None or nextitem.path != item.path):
        gc.collect()
