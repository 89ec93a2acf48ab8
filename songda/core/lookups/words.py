"""The closed lists of look-ups; `words/*/lookups.toml` says what each word is called."""

from enum import StrEnum


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
    ENDED = "ended"  # the case closed, or the party left it


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
