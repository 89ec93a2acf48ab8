"""Working days and rest days of a jurisdiction, as published; it says so where nothing has been published."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """`rest` are weekdays off, `work` are weekend days worked, `years` those that have been published.

    `every_year`: (month, day) of rest whatever is published.
    """

    years: frozenset[int]
    weekend: frozenset[int]
    rest: frozenset[date]
    work: frozenset[date]
    every_year: frozenset[tuple[int, int]] = frozenset()

    def is_published(self, day: date) -> bool:
        """Whether the rest days of that year are known."""
        return day.year in self.years

    def is_rest_day(self, day: date) -> bool:
        """Weekends that are not worked, and days off; of years not published only what every year has."""
        if day.weekday() in self.weekend:
            return day not in self.work
        return day in self.rest or (not self.is_published(day) and (day.month, day.day) in self.every_year)

    def working_day_from(self, day: date) -> date:
        """The day itself, or the first working day after it."""
        while self.is_rest_day(day):
            day += _DAY
        return day

    def working_days_after(self, day: date, count: int) -> date:
        """The `count`-th working day after the day."""
        for _ in range(count):
            day = self.working_day_from(day + _DAY)
        return day


def months_after(day: date, months: int, *, to_month_end: bool = False) -> date:
    """The corresponding day, or the last day of the month where there is none.

    `to_month_end`: what begins on the last day of its month ends on the last day of another.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if to_month_end and is_last else min(day.day, last))


def weekday_numbers(names: Iterable[str]) -> frozenset[int]:
    """Weekdays by their English names; Monday is 0."""
    order = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return frozenset(order.index(name) for name in names)
