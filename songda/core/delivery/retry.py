"""When something that was not sent may be tried again, and when it is given up."""

from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=24)
LEASE = timedelta(seconds=120)  # a claim older than this belongs to a worker that died


def next_try(planned_at: datetime, now: datetime) -> datetime | None:
    """The next moment to try, or None when it is time to give up; the pause grows with the age of the attempt."""
    age = now - planned_at
    if age >= GIVE_UP_AFTER:
        return None
    pause = min(LONGEST_PAUSE, max(FIRST_PAUSE, age / 2))
    return now + pause
