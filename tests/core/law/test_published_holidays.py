"""The calendar against the State Council's notices: every day of eight years, and last days around the holidays."""

import tomllib
from datetime import date, timedelta
from pathlib import Path

from songda.core.law import Length, last_day, profile_of
from tests.rows import all_rows

NOTICES = tomllib.loads(Path(__file__).with_name("notices_on_holidays.toml").read_text())["notice"]
YEARS = range(2019, 2027)
SATURDAY = 5

# Served, days, the last day; and what the notice of that year says.
VECTORS = [
    ("2019-04-16", 15, "2019-05-05"),  # Labour Day 1 to 4 May, as changed; Sunday 5 May is worked
    ("2020-01-16", 15, "2020-02-03"),  # Spring Festival, as extended to 2 February
    ("2020-09-16", 15, "2020-10-09"),  # National Day and Mid-Autumn 1 to 8 October
    ("2021-01-27", 15, "2021-02-18"),  # Spring Festival 11 to 17 February
    ("2021-09-04", 15, "2021-09-22"),  # Mid-Autumn 19 to 21 September
    ("2022-09-22", 15, "2022-10-08"),  # National Day 1 to 7 October; Saturday 8 and Sunday 9 October are worked
    ("2022-09-24", 15, "2022-10-09"),  # the Sunday that is worked is itself a last day
    ("2023-01-06", 15, "2023-01-28"),  # Spring Festival 21 to 27 January; Saturday 28 January is worked
    ("2023-04-14", 15, "2023-05-04"),  # Labour Day 29 April to 3 May
    ("2023-09-14", 15, "2023-10-07"),  # Mid-Autumn and National Day 29 September to 6 October; Saturday 7 is worked
    ("2024-01-31", 15, "2024-02-18"),  # Spring Festival 10 to 17 February; Sunday 18 February is worked
    ("2024-03-20", 15, "2024-04-07"),  # Qingming 4 to 6 April; Sunday 7 April is worked
    ("2024-09-16", 15, "2024-10-08"),  # National Day 1 to 7 October
    ("2024-09-14", 15, "2024-09-29"),  # Sunday 29 September is worked
    ("2025-01-13", 15, "2025-02-05"),  # Spring Festival 28 January to 4 February
    ("2025-09-16", 15, "2025-10-09"),  # National Day and Mid-Autumn 1 to 8 October
    ("2026-01-31", 15, "2026-02-24"),  # Spring Festival 15 to 23 February
    ("2026-09-05", 15, "2026-09-20"),  # Sunday 20 September is worked
    ("2026-09-10", 15, "2026-09-28"),  # Mid-Autumn 25 to 27 September
]


@all_rows(("served", "days", "expected"), VECTORS)
def test_the_last_day_is_what_the_notice_on_holidays_makes_it(served: str, days: int, expected: str) -> None:
    found = last_day(date.fromisoformat(served), Length(days=days))
    assert (found.last_day.isoformat(), found.provisional) == (expected, False)


def rest_days_by_the_notices() -> set[date]:
    """Weekends, with what the notices close and open, the later notice before the earlier one."""
    days = (date(YEARS[0], 1, 1) + timedelta(days=n) for n in range(366 * len(YEARS)))
    rest = {day for day in days if day.year in YEARS and day.weekday() >= SATURDAY}
    for notice in sorted(NOTICES, key=lambda notice: notice["of"]):
        for first, last in notice["closed"]:
            rest |= {first + timedelta(days=n) for n in range((last - first).days + 1)}
        rest -= set(notice["worked"])
    return {day for day in rest if day.year in YEARS}


@all_rows("year", YEARS)
def test_every_day_of_the_year_is_what_the_notices_make_it(year: int) -> None:
    calendar = profile_of("cn").calendar
    told = {day for day in rest_days_by_the_notices() if day.year == year}
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    assert {day for day in days if day.year == year and calendar.is_rest_day(day)} == told


def test_every_notice_is_named_by_title_and_day_and_changes_something() -> None:
    for notice in NOTICES:
        assert str(notice["of"].year + (notice["of"].month > 6)) in notice["title"]
        assert notice["closed"]
        assert all(day.weekday() >= SATURDAY for day in notice["worked"])
