"""The courts of the demo and of the story sit on working days, whatever day it is when somebody tries them."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from songda.core.law import profile_of
from songda_demo.settings import sitting_after

ZONE = ZoneInfo("Asia/Shanghai")
WAIT = timedelta(days=35)


@pytest.mark.parametrize(
    ("today", "sits_on"),
    [
        ("2026-11-27", "2027-01-04"),  # five weeks on: New Year's Day, a Friday; then a weekend
        ("2026-08-27", "2026-10-08"),  # the National Day's week
        ("2026-01-10", "2026-02-14"),  # a Saturday on which China works, before the Spring Festival
        ("2026-03-02", "2026-04-07"),  # Tomb-sweeping Day on a Monday
    ],
)
def test_sits_on_the_first_working_day(today: str, sits_on: str) -> None:
    at = datetime.fromisoformat(today).replace(hour=16, tzinfo=ZONE)
    assert sitting_after(at, WAIT, time(9, 30)).isoformat() == f"{sits_on}T09:30:00+08:00"


def test_never_sits_on_a_rest_day() -> None:
    calendar = profile_of("cn").calendar
    first = datetime(2026, 1, 1, 23, 30, tzinfo=ZONE)
    sittings = [sitting_after(first + timedelta(days=day), WAIT, time(9)) for day in range(800)]
    assert not [at for at in sittings if calendar.is_rest_day(at.date())]
