"""The day on which the tests live: not today's, so that they say tomorrow what they say today.

`make.NOW` is when things are entered, and every test begins `LATER` after it by the house's clock. Another day is told
by `pytest --day 2028-02-29T10:00+08:00`, and by `--opened` when the tests begin. What runs beside a test (a worker, a
whole stack) goes by the same clock.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from songda import clock
from tests.surroundings.environment import is_first_process

DAY = "SONGDA_TESTS_DAY"  # a moment with its zone; inherited by parallel workers, as is the next
OPENED = "SONGDA_TESTS_OPENED"  # when tests begin, if not LATER
USUAL = "2026-06-01T10:00+08:00"  # ten o'clock on a working Monday in Xiaoyi
LATER = timedelta(days=60)  # so long after the entries the pages are opened: links open still, and terms have run out


def entered_at() -> datetime:
    """When the things of the tests are entered, in UTC."""
    return datetime.fromisoformat(os.environ.get(DAY) or USUAL).astimezone(UTC)


def begins_at() -> datetime:
    """When every test begins, in UTC."""
    named = os.environ.get(OPENED)
    return datetime.fromisoformat(named).astimezone(UTC) if named else entered_at() + LATER


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--day", metavar="MOMENT", help=f"the day on which the tests live (usually {USUAL})")
    parser.addoption("--opened", metavar="MOMENT", help=f"when the tests begin (usually {LATER.days} days after --day)")


def pytest_configure(config: pytest.Config) -> None:
    """Put the clock of the whole run to the day of the tests: of all its processes, and of those that they start."""
    if moment := config.getoption("--day"):
        os.environ[DAY] = _with_zone(moment)
    if moment := config.getoption("--opened"):
        os.environ[OPENED] = _with_zone(moment)
    if is_first_process():
        machine = clock.now() - clock.ahead()
        os.environ[clock.AHEAD] = str((begins_at() - machine).total_seconds())
    clock.follow_environment()


def _with_zone(moment: str) -> str:
    try:
        has_zone = datetime.fromisoformat(moment).tzinfo is not None
    except ValueError:
        has_zone = False
    if not has_zone:
        raise pytest.UsageError(f"{moment}: a moment with its zone is wanted, such as {USUAL}")
    return moment


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """It is this moment now, and time goes on from here: in this process, and in those that are started from it."""
    machine = clock.now() - clock.ahead()
    before = clock.set_ahead(moment - machine)
    os.environ[clock.AHEAD] = str(clock.ahead().total_seconds())
    try:
        yield
    finally:
        clock.set_ahead(before)
        os.environ[clock.AHEAD] = str(before.total_seconds())


@pytest.fixture(autouse=True)
def day_of_the_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test begins at the same moment; beside a whole stack, which lives on, time only goes on."""
    if request.node.get_closest_marker("stack") or request.node.get_closest_marker("night"):
        yield
        return
    with clock_at(begins_at()):
        yield


def set_machine_off(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """The machine's clock is wrong by so much from now on; the database's, and the steady one, are not."""
    right = clock._by_machine_alone
    monkeypatch.setattr(clock, "_by_machine_alone", lambda: right() + by)
