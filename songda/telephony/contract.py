"""What every telephone system offers to the call desk, and the words both sides use.

A telephone system knows no database. It is asked to connect a clerk with a number, tells what the line does, and gives
the recording out. A call has one reference, from which every name at the telephone system is made: so a question that
is asked twice rings nobody twice, and the recording of one call can never be taken for that of another.
"""

import tomllib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Protocol


class LineState(StrEnum):
    """What became of the line: the technical side of a call, which says nothing of who spoke."""

    ANSWERED = "answered"
    CUT_OFF = "cut_off"  # answered, and then the line broke
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    REJECTED = "rejected"
    SWITCHED_OFF = "switched_off"
    NOT_IN_SERVICE = "not_in_service"
    SUSPENDED = "suspended"
    DESK_DID_NOT_ANSWER = "desk_did_not_answer"  # the clerk's own telephone: the party's never rang
    GIVEN_UP = "given_up"  # the clerk rang off before an answer: says nothing about the number
    TROUBLE = "trouble"  # of the telephone system or the network: says nothing about the number
    UNKNOWN = "unknown"  # the end was not seen


class LineEvent(StrEnum):
    """What was seen on the line."""

    DESK_ANSWERED = "desk_answered"
    RINGING = "ringing"
    EARLY_SOUND = "early_sound"  # an announcement before any answer (183): never an answer
    ANSWERED = "answered"
    DIGIT = "digit"
    MACHINE = "machine"  # whoever answered spoke on and on at once, as announcements do: a suspicion
    PLAYED = "played"  # a notice was played to its end
    ENDED = "ended"
    RECORDED = "recorded"
    NOT_RECORDED = "not_recorded"


@dataclass(frozen=True)
class Dialling:
    """One call that is wanted: the clerk's extension is rung first, then the number, and both are recorded."""

    ref: str  # 32 hexadecimal digits
    extension: str
    number: str = field(repr=False)
    seen: frozenset[LineEvent] = frozenset()  # what is known of it already, where the system is asked again


@dataclass(frozen=True)
class Notice:
    """One call without a clerk: a text that was made into sound is played, and a digit may be pressed."""

    ref: str
    number: str = field(repr=False)
    sound: bytes = field(repr=False)  # WAV
    seen: frozenset[LineEvent] = frozenset()


@dataclass(frozen=True)
class SeenEvent:
    """One thing that was seen. `line` and `cause` come with the end, `heard` (legs on which somebody spoke) too."""

    ref: str
    what: LineEvent
    at: datetime
    line: LineState | None = None
    cause: str = ""
    heard: frozenset[str] | None = None  # of "desk" and "party"; None where the system cannot tell
    digit: str = ""
    length_ms: int | None = None  # of the recording, as the system claims it; None where it does not know
    by_enquiry: bool = False  # found by asking again, so `at` is when it was found and not when it happened


Sink = Callable[[SeenEvent], Awaitable[None]]
Take = Callable[[bytes], None]  # the next piece of a recording


class TelephoneError(Exception):
    """The telephone system cannot do it. `permanent`: asking again would not help.

    `in_doubt`: its answer was lost, so that it may have done what was asked of it all the same. `is_away`: it gave none
    to this, and would give none to anything else.
    """

    def __init__(self, detail: str, *, permanent: bool = False, in_doubt: bool = False, is_away: bool = False) -> None:
        super().__init__(detail)
        self.detail = detail
        self.permanent = permanent
        self.in_doubt = in_doubt
        self.is_away = is_away


class TooLargeError(TelephoneError):
    """A recording is larger than may be kept."""


class Telephone(Protocol):
    async def open(self, sink: Sink) -> None:
        """Begin to listen to the system; everything that is seen goes to the sink."""

    async def dial(self, wanted: Dialling) -> None:
        """Connect the clerk with the number; asked twice, nothing rings twice. TelephoneError: nothing was begun."""

    async def notify(self, wanted: Notice) -> None:
        """Ring the number and play the notice; TelephoneError where the system has no way to be given a sound."""

    async def look(self, wanted: Dialling | Notice) -> None:
        """Ask for the state of a call again, and tell the sink what was missed."""

    async def hang_up(self, ref: str) -> None:
        """End a call; nothing happens where it ended already."""

    async def fetch(self, ref: str, most: int, take: Take) -> None:
        """Hand over the recording of this call piece by piece; TooLargeError before more than `most` bytes came."""

    async def discard(self, ref: str) -> None:
        """Have the system forget the recording, which is kept elsewhere now."""

    async def close(self) -> None:
        """Stop listening."""


def line_state(cause: int | None, *, answered: bool) -> LineState:
    """The state of the line at the end; a talk that the network broke is cut off, not a talk that ended."""
    if cause is None:
        return LineState.ANSWERED if answered else LineState.UNKNOWN
    known = _table()["answered" if answered else "unanswered"].get(str(cause))
    return LineState(known) if known else LineState.CUT_OFF if answered else LineState.TROUBLE


@cache
def _table() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = tomllib.loads(files(__package__).joinpath("causes.toml").read_text("utf-8"))
    return found
