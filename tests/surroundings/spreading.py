"""How a whole run is spread over processes: files that mostly wait begin at once, on a process of their own.

The tests that kill processes wait minutes for what the dead had claimed. Begun last, as files with few tests are, they
would run on alone when all else is done; so they begin first, on one process more than there are processors. The same
holds of the journeys in a browser: few tests a file, and long ones.
"""

import os
from collections import Counter

import pytest


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """What `-n auto` means in a whole run; the variable of pytest-xdist still has its say."""
    if not config.getoption("--all") or "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    config.option.loadscopereorder = False  # by number of tests alone, which is done below


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits comes first, then what takes long, then the files with most tests; within a file nothing moves."""
    tests = Counter(item.path for item in items)
    waiting = {item.path for item in items if item.get_closest_marker("waits")}
    long = {item.path for item in items if item.get_closest_marker("slow") or item.get_closest_marker("browser")}
    items.sort(key=lambda item: (item.path not in waiting, item.path not in long, -tests[item.path]))
