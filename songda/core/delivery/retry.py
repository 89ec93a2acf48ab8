"""When something that was not sent may be tried again, and when it is given up."""

from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=24)
FIRST_QUARANTINE = timedelta(minutes=1)
LONGEST_QUARANTINE = timedelta(hours=6)
LEASE = timedelta(seconds=120)  # a claim older than this belongs to a worker that died


def next_try_at(planned_at: datetime, now: datetime) -> datetime | None:
    """The next moment to try, or None when it is time to give up; the pause grows with the age of the attempt."""
    age = now - planned_at
    if age >= GIVE_UP_AFTER:
        return None
    pause = min(LONGEST_PAUSE, max(FIRST_PAUSE, age / 2))
    return now + pause


def next_try_in_quarantine(since: datetime, now: datetime) -> datetime:
    """When something that was set aside at `since` is tried again; each wait is as long as all those before it."""
    return now + min(LONGEST_QUARANTINE, max(FIRST_QUARANTINE, now - since))
