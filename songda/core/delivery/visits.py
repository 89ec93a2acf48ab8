"""Visits by the people of the court: what may come of one, how sure its times are, what it lacks, and which is first.

A visit is written on a phone that may be off line and whose clock may be wrong. Whatever it tells is what *the phone
reported*; two things alone bound it: it carries a mark that was handed out when the round began, and the court received
it at a moment of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from songda.core.identifiers.postal import Counted, as_counted, as_written, parse
from songda.core.law.facts import Leaving

OUTCOMES = ("signed", "left", "failed")
LEAVINGS = (Leaving.WITNESSED.value, Leaving.FILMED.value, Leaving.ELSEWHERE_FILMED.value)
_AT_HOME = frozenset({*LEAVINGS, Leaving.UNRECORDED.value, Leaving.NOBODY_MET.value}) - {Leaving.ELSEWHERE_FILMED.value}
PHOTO_KINDS = ("photo", "return")  # a return that was signed on paper
MOST_PHOTOS = 24  # of one visit
CLOCK_MAY_DIFFER = timedelta(minutes=2)


class State(StrEnum):
    """What became of a visit that a phone reported."""

    DRAFT = "draft"  # nobody of the court has looked at it yet
    ACCEPTED = "accepted"  # it stands as a try by people
    SET_ASIDE = "set_aside"  # with a reason; the law does not look at it


class Lack(StrEnum):
    """What makes a visit doubtful: each is told to whoever writes it and to whoever looks at it."""

    SIGNER = "signer"  # signed, and nobody tells by whom
    SIGNATURE = "signature"  # signed, and neither a signature on glass nor a photograph of the return is there
    MANNER = "manner"  # left, and nothing tells how
    WITNESS = "witness"  # left before witnesses, whose name or office is missing
    FILM = "film"  # left with film, and there is no photograph
    WHY = "why"  # in vain, and nothing tells why
    PHOTOS = "photos"  # some photographs have not come in yet, or could not be kept
    CLOCK = "clock"  # the phone's clock differs from the court's
    DAY = "day"  # the phone's time lies outside the time in which the visit can have been written
    MARK = "mark"  # it does not carry the mark of its round
    SERVED = "served"  # the papers had taken effect before, by another way
    CAPACITY = "capacity"  # they signed themselves, and on that day were under age or not capable


@dataclass(frozen=True)
class VisitDetails:
    """What a phone told of one visit, as far as its soundness hangs on it."""

    outcome: str
    signer: str = ""
    manner: str = ""
    words: str = ""
    witness: str = ""
    witness_office: str = ""
    photos: int = 0
    signatures: int = 0


@dataclass(frozen=True)
class Times:
    """When the phone says that it was, what its clock said as it sent it, and what the court's own clock said then.

    `taken_at`: when the round's mark was handed out, before which nothing can have been written with it.
    """

    at: datetime
    phone_now: datetime
    received_at: datetime
    taken_at: datetime

    @property
    def offset(self) -> timedelta:
        """How far the phone's clock is ahead of the court's, the way of the message included."""
        return self.phone_now - self.received_at

    @property
    def clock_differs(self) -> bool:
        """Whether the phone's clock is wrong by more than a message takes."""
        return abs(self.offset) > CLOCK_MAY_DIFFER

    @property
    def corrected(self) -> datetime:
        """The phone's time by the court's clock, never outside the bounds; the time itself where the clock is right."""
        at = self.at - self.offset if self.clock_differs else self.at
        return min(max(at, self.taken_at), self.received_at)

    @property
    def is_bounded(self) -> bool:
        """Whether the time, by the court's clock, lies between the mark and the arrival; small differences aside."""
        at = self.at - self.offset if self.clock_differs else self.at
        return self.taken_at - CLOCK_MAY_DIFFER <= at <= self.received_at + CLOCK_MAY_DIFFER


def way_of(outcome: str, manner: str) -> str:
    """By which way of the law it went: what is left at their home is left (Civil Procedure Law 2023, article 89).

    All else is direct: article 88, and the interpretation's article 131 for whoever refuses to sign elsewhere.
    """
    return "left" if outcome == "left" and manner in _AT_HOME else "direct"


def lacks_of(visit: VisitDetails) -> tuple[Lack, ...]:
    """What is missing in what was told, in the order in which it is asked for."""
    found = {
        Lack.SIGNER: visit.outcome == "signed" and not visit.signer,
        Lack.SIGNATURE: visit.outcome == "signed" and not visit.signatures and not visit.photos,
        Lack.MANNER: visit.outcome == "left" and not visit.manner,
        Lack.WITNESS: visit.manner == Leaving.WITNESSED
        and not (visit.witness.strip() and visit.witness_office.strip()),
        Lack.FILM: visit.manner in {Leaving.FILMED, Leaving.ELSEWHERE_FILMED} and not visit.photos,
        Lack.WHY: visit.outcome == "failed" and not visit.words.strip(),
    }
    return tuple(lack for lack, is_so in found.items() if is_so)


def place_key(line: str) -> tuple[Counted, ...]:
    """By what places are put in order: those of one postcode together, then street by street, door by door."""
    address = parse(line)
    levels = (as_written(line),) if address is None else address.levels
    postcode = address.postcode if address else ""
    return tuple(as_counted(each) for each in (postcode or "~", *levels))


def in_order_of_place(lines: Iterable[str]) -> Sequence[int]:
    """The numbers of these places, in the order in which they are visited."""
    keys = [place_key(line) for line in lines]
    return sorted(range(len(keys)), key=keys.__getitem__)
