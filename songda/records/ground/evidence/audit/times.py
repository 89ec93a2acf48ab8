"""Events against the time stamps around them: when they say that they were recorded must fit where they stand.

The stamps come from outside: whoever sets this machine's clock back, or slips in an event with an older date, cannot
have the authority's time set back too.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import accumulate

from songda.core.evidence.flaws import Flaw, flaw
from songda.records.ground.evidence.audit.events import named
from songda.records.ground.evidence.models import Event

LONGEST_ACT = timedelta(hours=1)  # an act is recorded with the moment at which it began
CLOCKS_DIFFER = timedelta(minutes=10)


class Stamped:
    """When the log was seen, from outside, to hold how many entries."""

    def __init__(self, moments: Mapping[int, datetime]) -> None:
        self._sizes = sorted(moments)
        in_order = [moments[size] for size in self._sizes]
        self._after = list(accumulate(in_order, max))
        self._before = list(accumulate(reversed(in_order), min))[::-1]

    def within(self, start: int, end: int) -> "Stamped":
        """What the stamps say of the entries from `start` up to `end`: those between, and one on either side."""
        part = Stamped({})
        wanted = slice(max(0, bisect_right(self._sizes, start) - 1), bisect_right(self._sizes, end) + 1)
        part._sizes, part._after, part._before = self._sizes[wanted], self._after[wanted], self._before[wanted]
        return part

    def look_at(self, events: Iterable[tuple[int, Event]]) -> Iterator[Flaw]:
        """The flaws of these events, each with its index in the log."""
        for index, event in events:
            place = bisect_right(self._sizes, index)
            if place and event.recorded_at < self._after[place - 1] - LONGEST_ACT:
                yield _flaw("recorded_early", event, self._after[place - 1])
            if place < len(self._sizes) and event.recorded_at > self._before[place] + CLOCKS_DIFFER:
                yield _flaw("recorded_late", event, self._before[place])


def _flaw(code: str, event: Event, stamped: datetime) -> Flaw:
    return flaw("event", named(event), code, recorded=event.recorded_at.isoformat(), stamped=stamped.isoformat())
