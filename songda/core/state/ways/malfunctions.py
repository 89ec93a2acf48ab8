"""Times in which the system was away, as events tell of them.

A field has the name that the column of its row has.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Final

from songda.core.state.logged import (
    HAPPENED,
    OWN_ID,
    BegunOnce,
    Entity,
    LoggedEvent,
    later,
    moment_in,
    payload,
    payload_moment,
)


@dataclass(kw_only=True)
class Malfunction(Entity):
    """One time in which something was away."""

    away: str
    since: datetime
    until: datetime | None
    noticed: str
    noted_by: str
    noted_at: datetime
    words: str
    in_vain: int
    sha256: str | None = None
    event_id: str | None = None
    struck_at: datetime | None = None


@dataclass(kw_only=True)
class RanMeanwhile(Entity):
    """What a judge decided for somebody whose period ended meanwhile."""

    malfunction_id: str
    party_id: str
    outcome: str
    weighed_at: datetime
    weighed_by: str


@dataclass
class Malfunctions:
    """Everything that is told of them, by id; of people by malfunction and party."""

    times: dict[str, Malfunction] = field(default_factory=BegunOnce)
    ran: dict[tuple[str, str], RanMeanwhile] = field(default_factory=BegunOnce)


def noted(state: Malfunctions, event: LoggedEvent) -> None:
    data, one = event.data, event.data["malfunction"]
    state.times[one] = Malfunction(
        id=one,
        event=event,
        away=data["away"],
        since=moment_in(data["since"]),
        until=moment_in(data["until"]) if data["until"] else None,
        noticed=data["noticed"],
        noted_by=event.actor,
        noted_at=event.happened_at,
        words=data["words"],
        in_vain=data["in_vain"],
    )


def weighed(state: Malfunctions, event: LoggedEvent) -> None:
    """What the judge decided for one person."""
    data = event.data
    state.ran[data["malfunction"], data["party"]] = RanMeanwhile(
        id=f"{data['malfunction']} {data['party']}",
        event=event,
        malfunction_id=data["malfunction"],
        party_id=data["party"],
        outcome=data["outcome"],
        weighed_at=event.happened_at,
        weighed_by=event.actor,
    )


_TIMES: Final = attrgetter("times")
STEPS: Mapping[str, Callable[[Malfunctions, LoggedEvent], None]] = {
    "malfunction.noted": noted,
    "malfunction.ended": later(
        _TIMES, payload("malfunction"), until=payload_moment("until"), in_vain=payload("in_vain")
    ),
    "malfunction.certified": later(_TIMES, payload("malfunction"), sha256=payload("sha256"), event_id=OWN_ID),
    "malfunction.struck": later(_TIMES, payload("malfunction"), struck_at=HAPPENED),
    "malfunction.weighed": weighed,
}
"""Each changes what is told of malfunctions; `fold` gives it that part of the state."""
