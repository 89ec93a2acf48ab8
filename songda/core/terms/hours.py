"""When an office is open: working days of the calendar, from one hour of the day to another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from songda.core.law.calendar import Calendar

_DAY = timedelta(days=1)


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

    def sittings(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches in which the office is open, from a moment on, without end."""
        day = since.astimezone(self.zone).date()
        while True:
            day = self.calendar.working_day_from(day)
            begins, ends = (datetime.combine(day, hour, self.zone) for hour in (self.opens, self.closes))
            if ends > since:
                yield max(begins, since), ends
            day += _DAY
