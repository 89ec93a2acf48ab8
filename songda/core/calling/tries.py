"""When a number counts as exhausted: enough tries, spread over the parts of the week when people are at home or not."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from songda.core.calling.hours import openings
from songda.core.calling.rules import CallingRules
from songda.core.law.calendar import Calendar


class Stretch(StrEnum):
    """A part of the week."""

    WEEKDAY = "weekday"
    EVENING = "evening"
    WEEKEND = "weekend"


# What a try says about the number: others are the clerk's, the telephone system's, or an answer.
COUNTS = frozenset({"busy", "no_answer", "rejected", "switched_off", "suspended", "not_in_service"})
AT_ONCE = frozenset({"not_in_service"})  # no further try can change it


def stretch_of(at: datetime, calendar: Calendar, zone: ZoneInfo, rules: CallingRules) -> Stretch:
    """The part of the week in which a moment lies, for the person who is rung."""
    local = at.astimezone(zone)
    if calendar.is_rest_day(local.date()):
        return Stretch.WEEKEND
    return Stretch.EVENING if local.time() >= rules.evening_from else Stretch.WEEKDAY


def missing_stretches(tried: Iterable[Stretch], rules: CallingRules) -> tuple[Stretch, ...]:
    """The parts of the week in which the number was not tried yet."""
    done = set(tried)
    return tuple(Stretch(each) for each in rules.stretches if Stretch(each) not in done)


def is_exhausted(tries: Iterable[tuple[Stretch, str]], rules: CallingRules) -> bool:
    """Whether a number was tried often enough, and widely enough; `tries` are the stretch and the state of the line."""
    counted = [(stretch, line) for stretch, line in tries if line in COUNTS]
    if any(line in AT_ONCE for _, line in counted):
        return True
    return len(counted) >= rules.before_exhausted and not missing_stretches((each for each, _ in counted), rules)


def next_try(
    last: datetime, calendar: Calendar, zone: ZoneInfo, rules: CallingRules, missing: Collection[Stretch]
) -> datetime:
    """When a number is rung again: as soon as the rules allow it in a part of the week that was not tried yet."""
    rested = last.astimezone(zone) + timedelta(minutes=rules.minutes_apart)
    moments = list(_beginnings(rested, calendar, rules))
    fresh = (each for each in moments if stretch_of(each, calendar, zone, rules) in missing)
    return next(fresh, moments[0])


def _beginnings(local: datetime, calendar: Calendar, rules: CallingRules) -> Iterator[datetime]:
    """When windows open, and when evening comes within one."""
    for opens in openings(local, calendar, rules):
        yield opens
        evening = datetime.combine(opens.date(), rules.evening_from, opens.tzinfo)
        if opens < evening and next(openings(evening, calendar, rules), None) == evening:
            yield evening
