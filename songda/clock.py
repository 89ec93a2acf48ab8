"""The only place where the time of day is read; everything else is given the moment."""

import secrets
import time
from datetime import UTC, datetime
from uuid import UUID


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one reader of the clock


def new_id() -> UUID:
    """A fresh id (UUID version 7): opaque, and in order of time so that indexes stay compact."""
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    value = (milliseconds & (1 << 48) - 1) << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62
    return UUID(int=value | random & (1 << 62) - 1)
