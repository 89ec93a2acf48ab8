"""The calendar that comes along is the published one, and says where it ends."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from songda.core.law import profile_of
from songda.core.law.profile.calendar import Calendar, months_after, weekday_numbers
from tests.rows import all_rows


def calendar() -> Calendar:
    """Asked for anew in each test, so that a changed table is noticed."""
    return profile_of("cn").calendar


def test_every_day_agrees_with_the_published_calendar() -> None:
    first, last = date(2004, 1, 1), date(2026, 12, 31)
    published = calendar()
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    differing = [day for day in days if chinese_calendar.is_workday(day) == published.is_rest_day(day)]
    assert differing == []


def test_it_holds_the_years_that_have_been_published_and_no_other() -> None:
    assert sorted(calendar().years) == list(range(2004, 2027))


@pytest.mark.parametrize(
    ("sentence", "day", "is_rest_day"),
    [
        ("National Day is a rest day", date(2022, 10, 3), True),
        ("a Saturday that is worked is none", date(2022, 10, 8), False),
        ("an ordinary Sunday is one", date(2022, 8, 28), True),
        ("New Year's Eve of 2024 was a working day", date(2024, 2, 9), False),
        ("an ordinary Wednesday is none", date(2022, 8, 31), False),
    ],
)
def test_rest_days(sentence: str, day: date, is_rest_day: bool) -> None:
    assert calendar().is_rest_day(day) is is_rest_day


def test_working_days_are_counted_over_holidays_and_worked_weekends() -> None:
    assert calendar().working_days_after(date(2022, 9, 30), 2) == date(2022, 10, 9)


@all_rows(
    ("day", "months", "end"),
    [
        (date(2022, 3, 15), 3, date(2022, 6, 15)),
        (date(2022, 11, 30), 3, date(2023, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2022, 12, 31), 1, date(2023, 1, 31)),
        (date(2022, 1, 31), 0, date(2022, 1, 31)),
        (date(2022, 4, 30), 1, date(2022, 5, 30)),
        (date(2022, 2, 28), 12, date(2023, 2, 28)),
        (date(2023, 2, 28), 12, date(2024, 2, 28)),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_last_of_the_month(day: date, months: int, end: date) -> None:
    assert months_after(day, months) == end


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2022, 4, 30), 1, date(2022, 5, 31)),
        (date(2023, 2, 28), 12, date(2024, 2, 29)),
        (date(2022, 4, 29), 1, date(2022, 5, 29)),
        (date(2022, 12, 31), 2, date(2023, 2, 28)),
    ],
)
def test_where_the_law_says_so_what_begins_with_the_last_day_ends_with_the_last(
    day: date, months: int, end: date
) -> None:
    assert months_after(day, months, to_month_end=True) == end


def test_weekdays_have_names() -> None:
    assert weekday_numbers(["saturday", "sunday"]) == {5, 6}


def test_weekdays_are_named_in_their_order() -> None:
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    assert [weekday_numbers([name]) for name in names] == [frozenset({number}) for number in range(7)]
