"""What asks for care in a person, and what follows from it: rows of data, never from age against a person's wish.

What follows is either done by the system (large print), or offered to the clerk, who asks the person. A wish is done;
the wish for nothing special undoes what follows from age alone and leaves the rest to be offered.
Online Litigation Rules, articles 2(4) and 5(1); Barrier-free Environment Law, article 41.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

CARED_FOR_FROM = 60  # years; Law on the Protection of the Rights and Interests of the Elderly, article 2
FULL_AGE = 18


class Measure(StrEnum):
    """What may follow."""

    LARGE_PRINT = "large_print"
    READ_ALOUD = "read_aloud"
    CALL_FIRST = "call_first"
    LONGER_PATIENCE = "longer_patience"
    PAPER_AS_WELL = "paper_as_well"
    HELPER = "helper"
    VISIT = "visit"
    OFF_LINE = "off_line"
    THROUGH_AGENT = "through_agent"  # a minor's papers go to who acts for them
    TRANSFER = "transfer"  # through the prison or the unit


class Need(StrEnum):
    """What asks for care; the first ones are seen from the file, the others somebody says."""

    AGED = "aged"
    MINOR = "minor"
    CUSTODY = "custody"
    SOLDIER = "soldier"
    ABROAD = "abroad"
    DISABLED = "disabled"
    NO_SMARTPHONE = "no_smartphone"
    LOW_LITERACY = "low_literacy"
    OTHER_LANGUAGE = "other_language"
    WISH_LARGE_PRINT = "wish_large_print"
    WISH_PAPER = "wish_paper"
    WISH_CALL = "wish_call"
    WISH_VISIT = "wish_visit"
    WISH_NOTICES = "wish_notices"
    WISH_NOTHING = "wish_nothing"


SEEN = (Need.AGED, Need.MINOR, Need.CUSTODY, Need.SOLDIER, Need.ABROAD)
# Of a company too: what is no need of a body.
WISHES_OF_BODIES = (Need.WISH_PAPER.value, Need.WISH_CALL.value, Need.WISH_NOTICES.value)
STATED = tuple(need.value for need in Need if need not in SEEN)


@dataclass(frozen=True)
class Row:
    """What the system does by itself, what is offered to the clerk, and how much longer reading may take."""

    does: tuple[Measure, ...] = ()
    offers: tuple[Measure, ...] = ()
    patience: timedelta = timedelta()


_DAYS = timedelta(days=3)
_LARGE, _ALOUD, _CALL, _LONGER = Measure.LARGE_PRINT, Measure.READ_ALOUD, Measure.CALL_FIRST, Measure.LONGER_PATIENCE
_PAPER, _HELPER, _VISIT, _OFF = Measure.PAPER_AS_WELL, Measure.HELPER, Measure.VISIT, Measure.OFF_LINE

ROWS: Mapping[Need, Row] = {
    Need.AGED: Row((_LARGE,), (_CALL, _PAPER, _HELPER)),
    Need.MINOR: Row((), (Measure.THROUGH_AGENT,)),
    Need.CUSTODY: Row((), (Measure.TRANSFER,)),
    Need.SOLDIER: Row((), (Measure.TRANSFER,)),
    Need.ABROAD: Row((_LONGER,), (_CALL,), _DAYS),
    Need.DISABLED: Row((_LARGE, _ALOUD, _LONGER), (_CALL, _HELPER, _VISIT, _OFF), _DAYS),
    Need.NO_SMARTPHONE: Row((_LONGER,), (_CALL, _PAPER, _HELPER, _OFF), _DAYS),
    Need.LOW_LITERACY: Row((_LARGE, _ALOUD, _LONGER), (_CALL, _HELPER, _VISIT), _DAYS),
    Need.OTHER_LANGUAGE: Row((_LONGER,), (_CALL, _HELPER), _DAYS),
    Need.WISH_LARGE_PRINT: Row((_LARGE, _ALOUD)),
    Need.WISH_PAPER: Row((_PAPER,)),
    Need.WISH_CALL: Row((_CALL,)),
    Need.WISH_VISIT: Row((), (_VISIT,)),
    Need.WISH_NOTICES: Row(),  # done where a notice is published, see records.ways.public_notices.actions
    Need.WISH_NOTHING: Row(),
}


@dataclass(frozen=True)
class CareFacts:
    """What is known of a person at a moment; `stated`: needs that somebody stated, since when."""

    born_on: date | None = None
    is_in_custody: bool = False
    is_soldier: bool = False
    is_abroad: bool = False
    stated: Sequence[tuple[Need, datetime]] = ()


@dataclass(frozen=True)
class CareLine:
    """One need with what follows; `since` None: seen from the file."""

    need: Need
    since: datetime | None
    does: tuple[Measure, ...]
    offers: tuple[Measure, ...]
    patience: timedelta


def care_for(facts: CareFacts, today: date) -> tuple[CareLine, ...]:
    """Everything that asks for care in this person today, and what follows from each."""
    wants_nothing = any(need is Need.WISH_NOTHING for need, _ in facts.stated)
    seen = [need for need in _seen(facts, today) if not (wants_nothing and need is Need.AGED)]
    lines = [_line(need, None, wants_nothing=wants_nothing) for need in seen]
    return (*lines, *(_line(need, since, wants_nothing=wants_nothing) for need, since in facts.stated))


def done(lines: Sequence[CareLine], measure: Measure) -> bool:
    """Whether the system does this for the person."""
    return any(measure in line.does for line in lines)


def patience(lines: Sequence[CareLine]) -> timedelta:
    """How much longer than others they have to open what arrived, before a clerk calls."""
    return max((line.patience for line in lines), default=timedelta())


def age_on(born_on: date, day: date) -> int:
    """Full years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def _seen(facts: CareFacts, today: date) -> Iterator[Need]:
    if facts.born_on is not None:
        age = age_on(facts.born_on, today)
        if age >= CARED_FOR_FROM:
            yield Need.AGED
        elif age < FULL_AGE:
            yield Need.MINOR
    known = {Need.CUSTODY: facts.is_in_custody, Need.SOLDIER: facts.is_soldier, Need.ABROAD: facts.is_abroad}
    yield from (need for need, holds in known.items() if holds)


def _line(need: Need, since: datetime | None, *, wants_nothing: bool) -> CareLine:
    row = ROWS[need]
    if wants_nothing:
        return CareLine(need, since, (), (*row.does, *row.offers), timedelta())
    return CareLine(need, since, row.does, row.offers, row.patience)
