"""Rows on ways of service and their effect, on rebuttals and rulings."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from songda.core.law.decision import Ground, Status
from songda.core.law.facts import AddressSource, EventKind, Leaving, Person, Posting, RebuttalGround, ReturnCause
from songda.core.law.profile.rows.row import Row


class ConsentNeed(StrEnum):
    """What an effect asks of the recipient's consent."""

    GIVEN = "given"
    GIVEN_OR_CONDUCT = "given_or_conduct"
    NONE = "none"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class WayRow(Row):
    """Opens or closes a way of service."""

    open: bool


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class EffectRow(Row):
    """When an attempt takes effect: which events, taken back by which, how long after, with what consent.

    `months_after_sending`: not before so many months have run since it was sent, however early the event came.
    `to_month_end`: months that begin on the last day of a month end on the last day of another.
    `how`, `cause`: in which ways a paper must have been left, or for what it must have come back, to count; `where`: in
    which of these places a notice must have been published, whatever came after it elsewhere.
    `at_substitute_address`: only at an address that stands for the one that the recipient withholds.
    """

    events: frozenset[EventKind]
    status: Status
    ground: Ground
    consent: ConsentNeed
    by: frozenset[Person] = frozenset(Person)
    how: frozenset[Leaving] = frozenset(Leaving)
    cause: frozenset[ReturnCause] = frozenset(ReturnCause)
    where: frozenset[Posting] = frozenset(Posting)
    taken_back_by: frozenset[EventKind] = frozenset()
    last_event_counts: bool = False
    days_after: int = 0
    months_after: int = 0
    to_month_end: bool = False
    months_after_sending: int = 0
    working_days_after: int = 0
    cut_off: time | None = None
    without_consent: Status | None = None
    say_without_consent: str = ""
    waits_for_other_signatures: bool = False
    at_substitute_address: bool = False


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LapseRow(Row):
    """Within how many days of its issue a paper must take effect, or it is void."""

    days: int


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class SubstituteAddressRow(Row):
    """Which address stands for one that is withheld, in their order; `within_months`: used so lately at most."""

    source: AddressSource
    within_months: int = 0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RebuttalRow(Row):
    """What an accepted rebuttal does: it moves the effect, or removes the attempt.

    `against`: only effects on these grounds fall; where none is named, the attempt does.
    """

    ground: RebuttalGround
    moves: bool = False
    against: frozenset[Ground] = frozenset()


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RulingRow(Row):
    """What the judge's ruling does: where it says `counts`, it lifts the statuses `confirms`; else it removes."""

    counts: bool
    confirms: frozenset[Status] = frozenset()
