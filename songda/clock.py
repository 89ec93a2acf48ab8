"""The only place where the time of day is read; everything else is given the moment.

The house's clock may go ahead of the machine's, or behind it: tests live at their own day, and a demo may be shown on
another one (`songda demo --day`). A court's own installation never does: there `SONGDA_CLOCK_AHEAD_S` counts for
nothing, and `songda check` says so.

Facts of several machines meet in the database, so its clock is the one that counts: whoever opens a connection reads
it, and from then on goes by it (`follow`), counting its seconds on a steady clock. A jump of the machine's own clock
then dates nothing wrongly; `off` tells of it.
"""

import os
import secrets
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

# Moments before or after these are slips of the pen, and some that a calendar knows no database can keep.
EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
AHEAD = "SONGDA_CLOCK_AHEAD_S"  # seconds; development homes alone obey it
MOST_OFF = timedelta(seconds=2)  # a machine whose clock is further from the database's is to be set right first


def _ahead_by_environment() -> timedelta:
    """What a development home's environment asks for; nothing in a court's own."""
    if os.environ.get("SONGDA_ENV") not in {"demo", "test"}:
        return timedelta()
    return read_ahead(os.environ.get(AHEAD) or "0")


def read_ahead(typed: str) -> timedelta:
    """How far ahead a word asks the clock to go; ValueError for what is no number of seconds."""
    try:
        return timedelta(seconds=float(typed))
    except (ValueError, OverflowError):
        raise ValueError(f"{AHEAD} is a number of seconds, such as 86400; it says {typed!r}.") from None


_ahead = _ahead_by_environment()


def kept_moment(said: datetime) -> datetime | None:
    """A moment that somebody else names, as it can be kept and shown; None for one that no database can give back."""
    return said if said.tzinfo is not None and EARLIEST <= said < LATEST else None


class _Course:
    """What the database's clock said (None: it was never asked), and the steady one then."""

    database_time: datetime | None = None
    then = 0.0
    parted = timedelta()  # by how much the database's clock has jumped since


_course = _Course()


class ClockOffError(Exception):
    """The clock of this machine and the database's differ too much to date anything here: what, and the cure."""


def now() -> datetime:
    """The present moment, aware, in UTC: the database's, once it was followed."""
    return _time_at(steady()) + _ahead


def steady() -> float:
    """Seconds of a clock that nobody sets, and that goes on while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def follow(database_time: datetime, before: float, after: float) -> None:
    """Go by the database's clock, which said `database_time` between these two readings of `steady`.

    What was gone by stands as long as it may be right: time does not tremble with every answer. A database whose clock
    moved by more than `MOST_OFF` since it was first followed is not followed there, and `off` tells so.
    """
    earliest, latest = database_time - _time_at(after), database_time - _time_at(before)
    by = max(earliest, min(timedelta(), latest))
    has_jumped = _course.database_time is not None and abs(by) > MOST_OFF
    _course.parted = by if has_jumped else timedelta()
    if not has_jumped and (by or _course.database_time is None):
        _course.database_time, _course.then = _time_at(after) + by, after


def off() -> timedelta:
    """How far the machine's clock, or the database's now, is from the one gone by; nought while none was followed."""
    if _course.database_time is None:
        return timedelta()
    return _course.parted or _by_machine_alone() - _time_at(steady())


def require_right() -> None:
    """Raise ClockOffError where machine and database differ by more than `MOST_OFF`, or either jumped since."""
    by = off()
    if abs(by) > MOST_OFF:
        raise ClockOffError(
            f"This machine's clock is {abs(by).total_seconds():.1f} seconds off the database's: "
            "what happens would be dated wrongly.",
            "Set both by the same time server, and start again.",
        )


def _time_at(at: float) -> datetime:
    """What is gone by, at this reading of the steady clock."""
    if _course.database_time is None:
        return _by_machine_alone() + timedelta(seconds=at - steady())
    return _course.database_time + timedelta(seconds=at - _course.then)


def _by_machine_alone() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - this is the one reader of the clock


def ahead() -> timedelta:
    """How far this clock is ahead of the machine's and the database's; nothing but in development."""
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
