"""On which day the courts of the demo and of the story sit: a working day of the court's calendar."""

from datetime import datetime, time, timedelta

from songda.core.law import profile_of

JURISDICTION = "cn"


def sitting_after(now: datetime, wait: timedelta, at: time) -> datetime:
    """The first working day after the wait, at that hour; in the zone of `now`, which is the court's."""
    day = profile_of(JURISDICTION).calendar.working_day_from((now + wait).date())
    return datetime.combine(day, at, now.tzinfo)
