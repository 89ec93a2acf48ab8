"""Whether what somebody looked up is unlike their own habit and that of their peers: a day, counted.

One officer made 88,985 look-ups in nine months and nobody noticed. So the standard is not the own habit alone: an
abuser who never stops has made theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median

from songda.core.law.calendar import Calendar

HABIT = timedelta(days=90)
TIMES_OVER = 3
NEVER_TOO_MANY = 5
WITHOUT_HABIT = 15  # in a court where nobody has looked anybody up before
MUST_BE_USED_WITHIN = timedelta(days=3)
OPENS_AT, CLOSES_AT = 7, 20  # the hours, in the court's own zone, in which people are at work


class Kind(StrEnum):
    """What the watch raises."""

    TOO_MANY = "too_many"
    UNUSED = "unused"  # numbers were found, and nobody called or wrote within three days
    OFF_HOURS = "off_hours"
    TWO_COURTS = "two_courts"  # the same person was looked up from two courts
    QUOTA_CHANGED = "quota_changed"  # by the provider, without notice
    QUOTA_USED_UP = "quota_used_up"


@dataclass(frozen=True)
class Habit:
    """How many look-ups a day: one's own on days with any, and the peers', each day of each of them."""

    own: Sequence[int]
    peers: Sequence[int]


def is_too_many(today: int, habit: Habit) -> bool:
    """More than three times the own median or the peers', whichever is less, and never for a handful."""
    return today > most_expected(habit)


def most_expected(habit: Habit) -> int:
    """The number of look-ups in a day up to which nothing is raised."""
    usual = [median(days) for days in (habit.own, habit.peers) if days]
    return max(NEVER_TOO_MANY, int(TIMES_OVER * min(usual)) if usual else WITHOUT_HABIT)


def is_off_hours(at: datetime, calendar: Calendar) -> bool:
    """Whether nobody is expected to be at work; `at` in the court's own zone."""
    return not OPENS_AT <= at.hour < CLOSES_AT or calendar.is_rest_day(at.date())


def first_day_of_habit(day: date) -> date:
    """The first of the days with which a day is compared."""
    return day - HABIT
