"""When something that was not sent is tried again: for ever, since what never left says nothing about a recipient."""

from datetime import datetime, timedelta

FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(minutes=1)
FIRST_QUARANTINE = timedelta(minutes=1)
LONGEST_QUARANTINE = timedelta(hours=6)
LEASE = timedelta(seconds=60)  # whoever has not renewed it for so long, on the database's clock, counts as dead
LEASE_MARGIN = timedelta(seconds=10)  # whoever could not renew it writes nothing more so long before it ends
HEAD_START = timedelta(hours=1)  # what somebody waits for is due so long before it was planned: ahead of the many


def next_try_at(planned_at: datetime, now: datetime) -> datetime:
    """The next moment to try; the pause grows with the age of the attempt."""
    return now + min(LONGEST_PAUSE, max(FIRST_PAUSE, (now - planned_at) / 2))


def next_try_in_quarantine(since: datetime, now: datetime) -> datetime:
    """When something that was set aside at `since` is tried again; each wait is as long as all those before it."""
    return now + min(LONGEST_QUARANTINE, max(FIRST_QUARANTINE, now - since))
