"""When work is due: its budget, counted on the calendar of the office that does it."""

from datetime import datetime, timedelta

from songda.core.terms.budget import Budget
from songda.core.terms.hours import OfficeHours


def due(start: datetime, budget: Budget, hours: OfficeHours) -> datetime:
    """The close of the last of its working days (that of the start does not count), or the end of its minutes."""
    return _after_days(start, budget, hours) if budget.working_days else _after_minutes(start, budget, hours)


def _after_days(start: datetime, budget: Budget, hours: OfficeHours) -> datetime:
    day = hours.calendar.working_days_after(start.astimezone(hours.zone).date(), budget.working_days)
    return datetime.combine(day, hours.closes, hours.zone)


def _after_minutes(start: datetime, budget: Budget, hours: OfficeHours) -> datetime:
    left = timedelta(minutes=budget.minutes)
    for opens, closes in hours.sittings(start):
        if closes - opens >= left:
            return opens + left
        left -= closes - opens
    raise AssertionError("Offices open for ever.")
