"""Look-ups: asking the operators, by name and identity number, which numbers a party holds; what may come of it.

The closed lists, what an answer costs, when one is one of many, how many questions may go out, and whether what
somebody looks up is unlike their own habit and that of their peers. `words/*/lookups.toml` names each word.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from statistics import median

from songda.core.law.profile.calendar import Calendar


class Operator(StrEnum):
    """The operators behind the national platform; a further one is one more word here."""

    MOBILE = "mobile"
    TELECOM = "telecom"
    UNICOM = "unicom"
    BROADNET = "broadnet"


class Purpose(StrEnum):
    """What a number is asked for; each purpose has a quota of its own."""

    SERVICE = "service"
    ENFORCEMENT = "enforcement"
    MEDIATION = "mediation"


class Ground(StrEnum):
    """Why the court does not know how to reach the party."""

    NO_ADDRESS = "no_address"
    UNREACHABLE = "unreachable"
    WRONG_PERSON = "wrong_person"
    DISPUTED = "disputed"


class State(StrEnum):
    """Where a request stands; the last five are ends."""

    WAITING = "waiting"  # for another person's approval
    APPROVED = "approved"  # the operators are being asked
    ANSWERED = "answered"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    ENDED = "ended"  # the case closed, the party left it, or is somebody else by a correction


class Step(StrEnum):
    """Where the question to one operator stands."""

    HELD = "held"  # until somebody approves
    DUE = "due"
    ASKING = "asking"  # claimed by one worker
    CLOSED = "closed"


class Answer(StrEnum):
    """What came of the question to one operator. Silence is *missing* or *time_out*, never *none*."""

    NUMBERS = "numbers"
    NONE = "none"
    SUSPENDED = "suspended"  # only numbers that are suspended or have been silent for three months
    REFUSED = "refused"
    TIME_OUT = "time_out"
    MISSING = "missing"
    OTHER_PERSON = "other_person"  # the answer speaks of somebody else: nothing of it is kept
    NOT_ASKED = "not_asked"  # the request ended first


class NumberState(StrEnum):
    """How an operator describes a number."""

    IN_USE = "in_use"
    SUSPENDED = "suspended"
    INACTIVE = "inactive"  # no calls and no data for three months


OPEN = (State.WAITING, State.APPROVED)
UNANSWERED = (Answer.TIME_OUT, Answer.MISSING, Answer.OTHER_PERSON)  # somebody must see to these
MOVES: dict[State, tuple[State, ...]] = {
    State.WAITING: (State.APPROVED, State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.ENDED),
    State.APPROVED: (State.ANSWERED, State.WITHDRAWN, State.EXPIRED, State.ENDED),
}
STEPS: dict[Step, tuple[Step, ...]] = {
    Step.HELD: (Step.DUE, Step.CLOSED),
    Step.DUE: (Step.ASKING, Step.CLOSED),
    Step.ASKING: (Step.DUE, Step.CLOSED),
}


# What an answer of the registry costs: data that the court's contract with the platform says.
CHARGED = frozenset({Answer.NUMBERS, Answer.NONE, Answer.SUSPENDED})  # an operator that looked; silence costs nothing
MOST_YUAN_AN_ANSWER = Decimal(1000)  # yuan an answer; more is a slip


class CostsError(ValueError):
    """The costs are not written as they must be; the message quotes the piece that is wrong."""


def read_costs(text: str) -> Mapping[str, int]:
    """Fen an answer, by operator: out of `0.30` for all, or `mobile=0.30,telecom=0.25`; who is left out costs nothing.

    CostsError for an unknown operator, an amount that is none, or parts of a fen.
    """
    if not text.strip():
        return {}
    if "=" not in text:
        return dict.fromkeys([operator.value for operator in Operator], _fen(text))
    return dict(_pair(piece) for piece in text.split(","))


def _pair(piece: str) -> tuple[str, int]:
    name, _, amount = piece.partition("=")
    if name.strip() not in set(Operator):
        raise CostsError(piece.strip())
    return name.strip(), _fen(amount)


def _fen(text: str) -> int:
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        raise CostsError(text.strip()) from None
    if not amount.is_finite() or not 0 <= amount <= MOST_YUAN_AN_ANSWER or amount * 100 != int(amount * 100):
        raise CostsError(text.strip())
    return int(amount * 100)


def cost_of(answer: str, operator: str, costs: Mapping[str, int]) -> int:
    """Fen for this answer of this operator."""
    return costs.get(operator, 0) if answer in CHARGED else 0


# Look-ups in bulk: whoever requests or approves so many proves once more who they are.
BULK_FROM = 3  # as many as a clerk needs for the parties of one case
BULK_WITHIN = timedelta(hours=1)


def is_bulk(before: int) -> bool:
    """Whether one more look-up is one of many; `before`: those that they requested or approved within the hour."""
    return before >= BULK_FROM


# How many questions may go out now: slower from 80 % of a day's quota on, none at 100 %.
LARGEST_BATCH = 100
SLOW_FROM_PERCENT = 80
SLOW_BATCH = 10
SLOW_PAUSE = timedelta(minutes=1)


@dataclass(frozen=True)
class QuotaUse:
    """How much of one purpose's quota is used on one day: limit, questions sent (errors too), and when the last was."""

    limit: int
    used: int
    last_at: datetime | None = None

    @property
    def is_slow(self) -> bool:
        """Whether enough is used up that questions go out in small shares."""
        return self.used * 100 >= self.limit * SLOW_FROM_PERCENT

    @property
    def is_used_up(self) -> bool:
        """Whether nothing may go out today."""
        return self.used >= self.limit


def allowance(use: QuotaUse, now: datetime) -> int:
    """How many questions may go out at this moment, at the most one batch; never past the quota."""
    left = max(use.limit - use.used, 0)
    if not use.is_slow:
        before_slow = -(-use.limit * SLOW_FROM_PERCENT // 100) - use.used
        return min(LARGEST_BATCH, max(before_slow, 1), left)
    if use.last_at is not None and now - use.last_at < SLOW_PAUSE:
        return 0
    return min(SLOW_BATCH, left)


# One officer made 88,985 look-ups in nine months and nobody noticed. So the standard is not the own habit alone: an
# abuser who never stops has made theirs.
HABIT = timedelta(days=90)
TIMES_THE_MEDIAN = 3  # more than this is too many
ALWAYS_ALLOWED = 5  # a handful a day raises nothing, whatever the habit
ALLOWED_WITHOUT_HABIT = 15  # in a court where nobody has looked anybody up before
MUST_BE_USED_WITHIN = timedelta(days=3)
OPENS_AT, CLOSES_AT = 7, 20  # the hours, in the court's own zone, in which people are at work


class AlarmKind(StrEnum):
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
    return max(ALWAYS_ALLOWED, int(TIMES_THE_MEDIAN * min(usual)) if usual else ALLOWED_WITHOUT_HABIT)


def is_off_hours(at: datetime, calendar: Calendar) -> bool:
    """Whether nobody is expected to be at work; `at` in the court's own zone."""
    return not OPENS_AT <= at.hour < CLOSES_AT or calendar.is_rest_day(at.date())


def first_day_of_habit(day: date) -> date:
    """The first of the days with which a day is compared."""
    return day - HABIT
