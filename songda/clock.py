"""The only place where the time of day is read; everything else is given the moment."""

import secrets
import time
from datetime import UTC, datetime
from uuid import UUID

# Moments before or after these are slips of the pen, and some that a calendar knows no database can keep.
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one reader of the clock


def new_id() -> UUID:
    """A fresh id (UUID version 7): opaque, and in order of time even within a millisecond.

    What is entered together is listed in the order of its entry, and indexes stay compact. Twelve bits hold the
    fraction of the millisecond (steps of a quarter of a microsecond), sixty-two are random.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    fraction = nanoseconds * 4096 // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62
    return UUID(int=value | secrets.randbits(62))
