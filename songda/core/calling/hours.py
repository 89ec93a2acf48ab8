"""Whether a telephone may ring now; where not, why, and from when it may."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from songda.core.calling.rules import CallingRules, Window
from songda.core.law.calendar import Calendar

_DAY = timedelta(days=1)
_LONGEST_LOOK = 60  # days; every calendar has a day with hours within them


@dataclass(frozen=True)
class DialRefusal:
    """`code` is the rule that stands against it now, `at` the moment from which nothing does."""

    code: str
    at: datetime


@dataclass(frozen=True)
class DialsBefore:
    """What a line did today, and when this number was last rung without anybody answering."""

    people_today: int = 0
    is_new_person: bool = True
    last_try: datetime | None = None


def refusal_now(
    now: datetime, calendar: Calendar, zone: ZoneInfo, rules: CallingRules, before: DialsBefore
) -> DialRefusal | None:
    """Why nobody may be rung now; None where they may be."""
    local = now.astimezone(zone)
    if before.is_new_person and before.people_today >= rules.people_a_day:
        return DialRefusal("line_called_enough", _opens(_midnight_after(local), calendar, rules))
    if before.last_try is not None:
        rested = before.last_try.astimezone(zone) + timedelta(minutes=rules.minutes_apart)
        if local < rested:
            return DialRefusal("number_tried_just_now", _opens(rested, calendar, rules))
    opens = _opens(local, calendar, rules)
    return None if opens == local else DialRefusal("outside_hours", opens)


def _opens(local: datetime, calendar: Calendar, rules: CallingRules) -> datetime:
    """That moment, or the next in which a window is open."""
    return next(openings(local, calendar, rules))


def openings(local: datetime, calendar: Calendar, rules: CallingRules) -> Iterator[datetime]:
    """From that moment on, when telephones may ring again: the rest of an open window, then each window's beginning."""
    for ahead in range(_LONGEST_LOOK):
        day = local.date() + ahead * _DAY
        for begins, ends in _windows(day, calendar, rules):
            opens, closes = (datetime.combine(day, each, local.tzinfo) for each in (begins, ends))
            if local < closes:
                yield max(opens, local)


def _windows(day: date, calendar: Calendar, rules: CallingRules) -> Sequence[Window]:
    return rules.rest_day if calendar.is_rest_day(day) else rules.working_day


def _midnight_after(local: datetime) -> datetime:
    return datetime.combine(local.date() + _DAY, datetime.min.time(), local.tzinfo)
