"""Ids tell the order in which things were entered; only development goes by another clock than the machine's."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from songda import clock
from songda.clock import new_id
from songda.site.errors import CurableError
from songda_demo.home import hold


def test_ids_made_one_after_another_are_in_order_and_never_the_same() -> None:
    ids = []
    for _ in range(2000):
        ids.append(new_id())
        sum(range(100))  # whatever is entered takes some microseconds
    assert ids == sorted(ids)
    assert len(set(ids)) == 2000
    assert {(one.version, one.variant) for one in ids} == {(7, "specified in RFC 4122")}


@pytest.mark.parametrize(
    ("said", "is_kept"),
    [
        ("2026-07-30T10:00:00+08:00", True),
        ("2026-07-30T10:00:00", False),
        ("0001-01-01T00:00:00+14:00", False),
        ("1899-12-31T23:59:59+00:00", False),
        ("2200-01-01T07:59:59+08:00", True),
        ("9999-12-31T23:59:59-14:00", False),
    ],
)
def test_a_moment_that_others_name_is_kept_if_it_can_be_given_back(said: str, is_kept: bool) -> None:
    moment = datetime.fromisoformat(said)
    assert clock.kept_moment(moment) == (moment if is_kept else None)


@pytest.mark.parametrize(("environment", "seconds"), [("demo", 3600), ("test", 3600), ("production", 0), (None, 0)])
def test_only_development_goes_by_another_clock(
    monkeypatch: pytest.MonkeyPatch, environment: str | None, seconds: int
) -> None:
    monkeypatch.setenv(clock.AHEAD, "3600")
    monkeypatch.delenv("SONGDA_ENV")
    if environment:
        monkeypatch.setenv("SONGDA_ENV", environment)
    clock.follow_environment()
    assert clock.ahead() == timedelta(seconds=seconds)


def test_what_is_no_number_of_seconds_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.AHEAD, "tomorrow")
    with pytest.raises(ValueError, match="is a number of seconds, such as 86400; it says 'tomorrow'"):
        clock.follow_environment()


def test_what_the_machine_dated_is_brought_into_the_time_of_the_house() -> None:
    clock.set_ahead(timedelta(days=400))
    at = datetime(2026, 11, 29, tzinfo=UTC)
    assert clock.by_machine(at) - at == timedelta(days=400)


def test_the_time_of_a_demo_never_runs_back(tmp_path: Path) -> None:
    with hold(tmp_path, 8000, timedelta(days=400)):
        pass
    with pytest.raises(CurableError, match="lived on later days"), hold(tmp_path, 8000, timedelta(days=1)):
        pass
    with hold(tmp_path, 8000, None) as note:
        assert note.ahead() == timedelta(days=400)


def follow(monkeypatch: pytest.MonkeyPatch, *told: tuple[float, float, float]) -> None:
    """Each (what the database said in seconds after its first word, steady clock before, and after)."""
    monkeypatch.setattr(clock, "_course", clock._Course())
    for seconds, before, after in told:
        clock.follow(DATABASE + timedelta(seconds=seconds), before, after)


DATABASE = datetime(2026, 7, 31, 2, tzinfo=UTC)


@pytest.fixture
def steady_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[float], None]]:
    """Sets the steady clock; the house's clock is not ahead."""
    at = [0.0]
    monkeypatch.setattr(clock, "steady", lambda: at[0])
    before = clock.set_ahead(timedelta())
    yield lambda seconds: at.__setitem__(0, seconds)
    clock.set_ahead(before)


def seconds_after(moment: datetime) -> float:
    return (moment - DATABASE).total_seconds()


def test_what_the_database_said_counts_whatever_the_machine_says(
    monkeypatch: pytest.MonkeyPatch, steady_at: Callable[[float], None]
) -> None:
    monkeypatch.setattr(clock, "_by_machine_alone", lambda: DATABASE + timedelta(seconds=1.5))
    follow(monkeypatch, (0, 0, 0))
    assert seconds_after(clock.now()) == 0
    steady_at(10)
    assert seconds_after(clock.now()) == 10


@pytest.mark.parametrize(
    ("told", "now"),
    [
        ([(0, 0, 0), (5.04, 5, 5.1)], 10),  # it may have been read at any moment between
        ([(0, 0, 0), (5.2, 5, 5.1)], 10.1),  # surely later: as little as explains it
        ([(0, 0, 0), (4.9, 5, 5.1)], 9.9),
        ([(0, 0, 0), (5.2, 5, 5.1), (6.12, 6, 6.1)], 10.1),
        ([(0, 0, 0), (605, 5, 5)], 10),  # it jumped: not followed there
        ([(0, 0, 0), (605, 5, 5), (6, 6, 6)], 10),
    ],
)
def test_time_moves_as_little_as_explains_what_the_database_says(
    monkeypatch: pytest.MonkeyPatch,
    steady_at: Callable[[float], None],
    told: list[tuple[float, float, float]],
    now: float,
) -> None:
    follow(monkeypatch, *told)
    steady_at(10)
    assert seconds_after(clock.now()) == pytest.approx(now, abs=0.01)


@pytest.mark.parametrize(
    ("machine", "database", "is_off"),
    [
        (1.9, 0, False),
        (-1.9, 0, False),
        (2.1, 0, True),
        (-3600, 0, True),
        (0, 2.1, True),
        (0, -600, True),
        (0, 1, False),
    ],
)
def test_a_jump_of_the_machine_or_of_the_database_is_told(
    monkeypatch: pytest.MonkeyPatch, steady_at: Callable[[float], None], machine: float, database: float, is_off: bool
) -> None:
    monkeypatch.setattr(clock, "_by_machine_alone", lambda: DATABASE + timedelta(seconds=7))
    follow(monkeypatch, (0, 0, 0), (7 + database, 7, 7))
    monkeypatch.setattr(clock, "_by_machine_alone", lambda: DATABASE + timedelta(seconds=7 + machine))
    steady_at(7)
    if is_off:
        with pytest.raises(clock.ClockOffError, match="seconds off the database's"):
            clock.require_right()
    else:
        clock.require_right()


def test_where_no_database_was_asked_the_machine_is_right(monkeypatch: pytest.MonkeyPatch) -> None:
    follow(monkeypatch)
    clock.require_right()
    assert clock.off() == timedelta()
