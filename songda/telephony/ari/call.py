"""One call while it lasts: its names at the telephone system, all made from its reference, and what is known of it."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from songda.telephony.contract import Dialling, LineEvent, Notice

Leg = Literal["desk", "party", "ear"]
_PREFIX = "songda-"
_LEGS: tuple[Leg, ...] = ("desk", "party", "ear")


@dataclass(frozen=True)
class Names:
    """Channels, bridge and recording of one call."""

    ref: str

    @property
    def bridge(self) -> str:
        """Where both legs meet; the recording is called the same."""
        return f"{_PREFIX}{self.ref}"

    def channel(self, leg: Leg) -> str:
        """The channel of a leg: the clerk's, the party's, or the ear that listens to both."""
        return f"{_PREFIX}{self.ref}-{leg}"


def channel_of(name: str) -> tuple[str, Leg] | None:
    """The call and leg of a channel; None for one that is not ours."""
    ref, _, leg = name.removeprefix(_PREFIX).rpartition("-")
    for known in _LEGS:
        if leg == known and name == Names(ref).channel(known):
            return ref, known
    return None


def recording_of(name: str) -> str | None:
    """The call of a recording; None for one that is not ours."""
    ref = name.removeprefix(_PREFIX)
    return ref if name == Names(ref).bridge else None


@dataclass
class AriCall:
    """One call: what was wanted, and what was seen and done so far."""

    wanted: Dialling | Notice
    seen: set[LineEvent] = field(default_factory=set)
    heard: set[str] = field(default_factory=set)
    hears: bool = False  # whether the system tells when somebody speaks
    party_rung: bool = False  # asked for in this process, so that it can be told from never asked for
    answered_at: datetime | None = None
    spoke_at: datetime | None = None  # when the party began to speak first
    leaving: "asyncio.Task[None] | None" = None  # ends a notice when nobody presses a digit

    @property
    def names(self) -> Names:
        """Its names at the telephone system."""
        return Names(self.wanted.ref)

    @property
    def is_notice(self) -> bool:
        """Whether no clerk takes part."""
        return isinstance(self.wanted, Notice)

    @property
    def first_leg(self) -> Leg:
        """Whose telephone rings first."""
        return "party" if self.is_notice else "desk"

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to come of it."""
        is_recorded = bool(self.seen & {LineEvent.RECORDED, LineEvent.NOT_RECORDED})
        return LineEvent.ENDED in self.seen and (is_recorded or LineEvent.ANSWERED not in self.seen)
