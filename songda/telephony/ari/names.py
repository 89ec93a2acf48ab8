"""The names that one call has at the telephone system, all made from its reference."""

from dataclasses import dataclass
from typing import Literal

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
