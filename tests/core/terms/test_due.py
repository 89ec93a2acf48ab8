"""When work is due; the office is open from 8:30 to 17:30 on working days in China."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from songda.core.law.profile.load import profile_of
from songda.core.terms import Budget, OfficeHours, due
from tests.rows import all_rows

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = OfficeHours(profile_of("cn").calendar, ZONE)
TWO_DAYS = Budget(working_days=2)
THREE_HOURS = Budget(minutes=180)


def moment(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZONE)


DUE: list[tuple[str, str, Budget, str]] = [
    ("two days from a Monday morning end when Wednesday closes", "2026-06-01 09:00", TWO_DAYS, "2026-06-03 17:30"),
    ("opened on Friday evening: Tuesday", "2026-06-05 19:00", TWO_DAYS, "2026-06-09 17:30"),
    ("opened on a Sunday: Tuesday", "2026-06-07 12:00", TWO_DAYS, "2026-06-09 17:30"),
    ("the holiday of Friday 19 June is no day", "2026-06-17 09:00", TWO_DAYS, "2026-06-22 17:30"),
    ("a Sunday worked for a holiday is a day", "2026-01-02 09:00", Budget(working_days=1), "2026-01-04 17:30"),
    ("three hours from a Monday morning", "2026-06-01 09:00", THREE_HOURS, "2026-06-01 12:00"),
    ("three hours run over the night", "2026-06-01 16:00", THREE_HOURS, "2026-06-02 10:00"),
    ("three hours run over a weekend", "2026-06-05 16:00", THREE_HOURS, "2026-06-08 10:00"),
    ("three hours opened before dawn", "2026-06-01 03:00", THREE_HOURS, "2026-06-01 11:30"),
    ("three hours that fill the day end when it closes", "2026-06-01 14:30", THREE_HOURS, "2026-06-01 17:30"),
    ("three hours begun a minute before it closes", "2026-06-01 17:29", THREE_HOURS, "2026-06-02 11:29"),
]


@all_rows(("sentence", "start", "budget", "expected"), DUE, ids=[row[0] for row in DUE])
def test_when_work_is_due(sentence: str, start: str, budget: Budget, expected: str) -> None:
    assert due(moment(start), budget, HOURS) == moment(expected), sentence


def test_an_office_that_closes_later_leaves_more_time_on_the_day() -> None:
    until_six = OfficeHours(HOURS.calendar, ZONE, time(8, 30), time(18))
    assert due(moment("2026-06-01 16:00"), THREE_HOURS, until_six) == moment("2026-06-02 09:30")


@pytest.mark.parametrize("numbers", [(0, 0), (1, 1), (-1, 0), (-1, 5), (0, -5)])
def test_a_budget_is_days_or_minutes(numbers: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="either working days or minutes"):
        Budget(*numbers)


def test_an_office_opens_before_it_closes() -> None:
    with pytest.raises(ValueError, match="cannot open"):
        OfficeHours(HOURS.calendar, ZONE, time(17), time(9))


MOMENTS = st.integers(0, 333 * 24 * 60).map(lambda minutes: moment("2026-01-01 00:00") + timedelta(minutes=minutes))


@given(MOMENTS, st.integers(1, 3000))
def test_minutes_are_minutes_of_office_hours(at: datetime, minutes: int) -> None:
    assert _open_minutes(at, due(at, Budget(minutes=minutes), HOURS)) == minutes


@given(MOMENTS, st.integers(1, 40))
def test_nothing_is_due_on_a_rest_day_or_when_nobody_is_there(at: datetime, days: int) -> None:
    end = due(at, Budget(working_days=days), HOURS)
    assert end.time() == HOURS.closes
    assert not HOURS.calendar.is_rest_day(end.date())
    assert end > at


def _open_minutes(since: datetime, until: datetime) -> float:
    count = 0.0
    for begins, ends in HOURS.sittings(since):
        if begins >= until:
            return count
        count += (min(ends, until) - begins) / timedelta(minutes=1)
    return count
