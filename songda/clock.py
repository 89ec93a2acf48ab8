"""The only place where the time of day is read; everything else is given the moment.

The house's clock may go ahead of the machine's, or behind it: tests live at their own day, and a demo may be shown on
another one (`songda demo --day`). A court's own installation never does: there `SONGDA_CLOCK_AHEAD_S` counts for
nothing, and `songda check` says so.
"""

import os
import secrets
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

# Moments before or after these are slips of the pen, and some that a calendar knows no database can keep.
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
AHEAD = "SONGDA_CLOCK_AHEAD_S"  # seconds; development homes alone obey it


def _ahead_by_environment() -> timedelta:
    """What a development home's environment asks for; nothing in a court's own."""
    if os.environ.get("SONGDA_ENV") not in {"demo", "test"}:
        return timedelta()
    asked = os.environ.get(AHEAD) or "0"
    try:
        return timedelta(seconds=float(asked))
    except (ValueError, OverflowError):
        raise ValueError(f"{AHEAD} is a number of seconds, such as 86400; it says {asked!r}.") from None


_ahead = _ahead_by_environment()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + _ahead  # noqa: TID251 - this is the one reader of the clock


def ahead() -> timedelta:
    """How far this clock is ahead of the machine's; nothing but in development."""
    return _ahead


def follow_environment() -> None:
    """Go as the environment says now: for whoever settles the environment after the start."""
    set_ahead(_ahead_by_environment())


def set_ahead(by: timedelta) -> timedelta:
    """Put the clock so far ahead of the machine's (or behind it), for tests. Returns where it stood before."""
    global _ahead
    before, _ahead = _ahead, by
    return before


def by_machine(at: datetime) -> datetime:
    """The moment, by the house's clock, of what the database or a library dated by the machine's."""
    return at + _ahead


def new_id() -> UUID:
    """A fresh id (UUID version 7): opaque, and in order of time even within a millisecond.

    What is entered together is listed in the order of its entry, and indexes stay compact. Twelve bits hold the
    fraction of the millisecond (steps of a quarter of a microsecond), sixty-two are random.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    fraction = nanoseconds * 4096 // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62
    return UUID(int=value | secrets.randbits(62))
