"""When a person may be rung, how often a number is tried, and how many people a line calls on one day."""

import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from songda.core.law.profile.calendar import Calendar
from songda.core.words import say

Window = tuple[time, time]


@dataclass(frozen=True)
class CallingRules:
    """Windows in which a telephone may ring, tries until a number is exhausted, people a line may call on one day."""

    working_day: tuple[Window, ...]
    rest_day: tuple[Window, ...]
    before_exhausted: int
    stretches: tuple[str, ...]
    evening_from: time
    minutes_apart: int
    people_a_day: int


@cache
def load_rules(path: Path | None = None) -> CallingRules:
    """The court's own rules, or those that come along; ValueError says what is wrong with a file."""
    text = path.read_text("utf-8") if path else files(__package__).joinpath("rules.toml").read_text("utf-8")
    try:
        return _read(tomllib.loads(text))
    except (KeyError, TypeError, ValueError) as wrong:
        raise ValueError(f"the rules of calling cannot be read: {wrong}") from wrong


def _read(table: Mapping[str, Any]) -> CallingRules:
    hours, tries, pacing = table["hours"], table["tries"], table["pacing"]
    if unknown := set(tries["stretches"]) - {"weekday", "evening", "weekend"}:
        raise ValueError(f"no stretch is called {min(unknown)}")
    return CallingRules(
        working_day=tuple(map(_window, hours["working_day"])),
        rest_day=tuple(map(_window, hours["rest_day"])),
        before_exhausted=_at_least_one(tries["before_exhausted"]),
        stretches=tuple(tries["stretches"]),
        evening_from=time.fromisoformat(tries["evening_from"]),
        minutes_apart=int(tries["minutes_apart"]),
        people_a_day=_at_least_one(pacing["people_a_day"]),
    )


def _window(text: str) -> Window:
    begins, ends = map(time.fromisoformat, text.split("-"))
    if begins >= ends:
        raise ValueError(f"{text}: the earlier hour comes first")
    return begins, ends


def _at_least_one(number: int) -> int:
    if int(number) < 1:
        raise ValueError(f"{number}: at least one")
    return int(number)


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
        for begins, ends in rules.rest_day if calendar.is_rest_day(day) else rules.working_day:
            opens, closes = (datetime.combine(day, each, local.tzinfo) for each in (begins, ends))
            if local < closes:
                yield max(opens, local)


def _midnight_after(local: datetime) -> datetime:
    return datetime.combine(local.date() + _DAY, datetime.min.time(), local.tzinfo)


class Stretch(StrEnum):
    """A part of the week."""

    WEEKDAY = "weekday"
    EVENING = "evening"
    WEEKEND = "weekend"


# A number counts as exhausted after enough tries, spread over the parts of the week when people are at home or not.
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


def notice_text(court: str, phone: str, language: str) -> str:
    """The text of a notice call; it is the same for everybody, since whoever answers may be anybody."""
    return say("telephone.notice.text", language, court=court, phone=_spelled(phone, language))


def _spelled(phone: str, language: str) -> str:
    """A number digit by digit: read as one number nobody could write it down."""
    return " ".join(say(f"telephone.digit.{digit}", language) for digit in phone if digit.isdigit() and digit.isascii())
