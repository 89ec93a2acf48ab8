"""Periods of whole days, and the steps of time that a figure can be shown in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

STEPS = ("day", "week", "month")
LONGEST_YEARS = 20


class WrongPeriodError(ValueError):
    """The period makes no sense; `reason` is a word of `figures.wrong`, `place` says which of its days is wrong."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place, self.reason = place, reason


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise WrongPeriodError("to", "ends_before_it_begins")

    @classmethod
    def read(cls, first: date, last: date, today: date) -> "Period":
        """A period that can be asked about today; raises `WrongPeriodError`."""
        if first > today:
            raise WrongPeriodError("from", "in_future")
        period = cls(first, last)
        if last > today:
            raise WrongPeriodError("to", "in_future")
        if period.days > LONGEST_YEARS * 366:
            raise WrongPeriodError("from", "too_long")
        return period

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def before(self) -> "Period":
        """The period of the same length that ends the day before."""
        return Period(self.first - timedelta(days=self.days), self.first - timedelta(days=1))

    def steps(self, step: str) -> tuple[str, ...]:
        """The keys of its days, weeks or months, in their order, those without any count too."""
        return tuple(dict.fromkeys(step_of(day, step) for day in self._each()))

    def _each(self) -> Iterator[date]:
        for n in range(self.days):
            yield self.first + timedelta(days=n)


def step_of(day: date, step: str) -> str:
    """The key of the day, week (ISO 8601) or month in which a day lies: 2021-03-05, 2021-W09, 2021-03."""
    match step:
        case "day":
            return day.isoformat()
        case "week":
            year, week, _ = day.isocalendar()
            return f"{year}-W{week:02d}"
        case "month":
            return f"{day:%Y-%m}"
        case _:
            raise ValueError(step)
