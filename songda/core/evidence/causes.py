"""Events in the order in which one led to the next, where they were written in another one.

A report may come in before the answer to the submission that it reports on: it is then written first, though nothing
can arrive that was not planned and sent. Numbers and times stay as they are; only the order of telling is put right.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol, TypeVar

_FIRST = {"attempt.planned": 0, "attempt.sent": 1}
_LATER = 2


def told_at(name: str, happened_at: datetime, recorded_at: datetime) -> datetime:
    """When it happened; what was decided anew was decided when it was written, whatever day it speaks of."""
    return recorded_at if name == "service.redecided" else happened_at


class WrittenEvent(Protocol):
    """An event with what it is about."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def stream(self) -> str:
        """The thing that it is about."""


E = TypeVar("E", bound=WrittenEvent)


def in_causal_order(events: Sequence[E]) -> list[E]:
    """The same events, given oldest first, with each try planned before it is sent, and sent before it arrives."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, event in enumerate(events):
        places[event.stream].append(place)
    in_order = list(events)
    for own in places.values():
        ordered = sorted((events[place] for place in own), key=lambda event: _FIRST.get(event.name, _LATER))
        for place, event in zip(own, ordered, strict=True):
            in_order[place] = event
    return in_order
