"""The holidays of Austria and Spain, counted anew from their statutes and from the day of Easter."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from songda.core.law import profile_of
from tests.rows import all_rows

DAY = timedelta(days=1)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += DAY


def austrian(year: int) -> set[date]:
    """Arbeitsruhegesetz, § 7 (2)."""
    fixed = [(1, 1), (1, 6), (5, 1), (8, 15), (10, 26), (11, 1), (12, 8), (12, 25), (12, 26)]
    moving = (1, 39, 50, 60)  # Easter Monday, Ascension, Whit Monday, Corpus Christi
    return {date(year, *each) for each in fixed} | {easter(year) + n * DAY for n in moving}


def spanish(year: int) -> set[date]:
    """National holidays, the whole of August, and since 2023 from 24 December to 6 January (LEC, article 130)."""
    fixed = [(1, 1), (1, 6), (5, 1), (8, 15), (10, 12), (11, 1), (12, 6), (12, 8), (12, 25)]
    service = {date(year, *each) for each in fixed} | {easter(year) - 2 * DAY}
    service |= {day for day in days_of(year) if day.month == 8}
    if year >= 2024:
        service |= {date(year, 1, n) for n in range(1, 7)}
    if year >= 2023:
        service |= {date(year, 12, n) for n in range(24, 32)}
    return service


def differing(jurisdiction: str, year: int, holidays: set[date]) -> list[date]:
    """The days of which the table says something else than the statute; it is read anew for each year."""
    calendar = profile_of(jurisdiction).calendar
    return [
        day
        for day in days_of(year)
        if calendar.is_rest_day(day) != (day.weekday() >= 5 or day in holidays) and calendar.is_published(day)
    ]


@all_rows("year", range(2013, 2031))
def test_the_working_days_of_austria(year: int) -> None:
    assert differing("at", year, austrian(year)) == []


@all_rows("year", range(2016, 2031))
def test_the_working_days_of_spain(year: int) -> None:
    assert differing("es", year, spanish(year)) == []


@pytest.mark.parametrize(("jurisdiction", "first"), [("at", 2013), ("es", 2016)])
def test_which_years_are_held(jurisdiction: str, first: int) -> None:
    calendar = profile_of(jurisdiction).calendar
    held = [year for year in range(2000, 2040) if calendar.is_published(date(year, 6, 1))]
    assert held == list(range(first, held[-1] + 1))
    assert held[-1] >= 2026
