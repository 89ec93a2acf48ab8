"""When an office is open: working days of the calendar, from one hour of the day to another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from songda.core.law.calendar import Calendar

_DAY = timedelta(days=1)
LONGEST_REST = 60  # days; a calendar that rests longer is a mistake, not a holiday


class NeverOpen(ValueError):  # noqa: N818 - says what is so
    """The calendar has no working day for so long that no term can be reckoned on it."""


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Open on the working days of `calendar` from `opens` to `closes` by the clock of `zone`; not over midnight."""

    calendar: Calendar
    zone: ZoneInfo
    opens: time = time(8, 30)
    closes: time = time(17, 30)

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(
                f"An office cannot open at {self.opens} and close at {self.closes}: name the earlier hour first."
            )

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there at that moment."""
        local = at.astimezone(self.zone)
        return not self.calendar.is_rest_day(local.date()) and self.opens <= local.time() < self.closes

    def open_from(self, at: datetime) -> datetime:
        """That moment, or the next at which the office opens; NeverOpen as `sittings`."""
        return at if self.is_open(at) else next(self.sittings(at))[0]

    def sittings(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches in which the office is open, from a moment on, without end; NeverOpen where none comes."""
        day = since.astimezone(self.zone).date()
        while True:
            day = self._working_day_from(day)
            begins, ends = (datetime.combine(day, hour, self.zone) for hour in (self.opens, self.closes))
            if ends > since:
                yield max(begins, since), ends
            day += _DAY

    def _working_day_from(self, day: date) -> date:
        for ahead in range(LONGEST_REST):
            if not self.calendar.is_rest_day(day + ahead * _DAY):
                return day + ahead * _DAY
        raise NeverOpen(f"The calendar has no working day within {LONGEST_REST} days from {day}.")
