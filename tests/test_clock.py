"""Ids tell the order in which things were entered; only development goes by another clock than the machine's."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from songda import clock
from songda.clock import new_id
from songda.site.curable import CurableError
from songda.site.demo.lock import hold


def test_ids_made_one_after_another_are_in_order_and_never_the_same() -> None:
    ids = []
    for _ in range(2000):
        ids.append(new_id())
        sum(range(100))  # whatever is entered takes some microseconds
    assert ids == sorted(ids)
    assert len(set(ids)) == 2000
    assert {(one.version, one.variant) for one in ids} == {(7, "specified in RFC 4122")}


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
