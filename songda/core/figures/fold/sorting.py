"""The events of one case, sorted as the log has them, and by what they are about."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from songda.core.figures.events import FigureEvent


@dataclass
class Sorted:
    """Events by name and by stream, each in the order of the log; whatever order they were given in."""

    by_name: dict[str, list[FigureEvent]] = field(default_factory=lambda: defaultdict(list))
    by_stream: dict[str, list[FigureEvent]] = field(default_factory=lambda: defaultdict(list))

    def named(self, *names: str) -> list[FigureEvent]:
        """All of these names, in the order of the log."""
        if len(names) == 1:
            return self.by_name.get(names[0], [])
        return sorted((one for name in names for one in self.by_name.get(name, [])), key=_number)

    def of(self, stream: str) -> list[FigureEvent]:
        """All about one thing."""
        return self.by_stream.get(stream, [])

    def first_at(self, name: str, field_name: str) -> dict[str, datetime]:
        """Of each thing that the events of this name name in their data, the earliest moment."""
        first: dict[str, datetime] = {}
        for one in self.named(name):
            about = one.data.get(field_name)
            if isinstance(about, str):
                first[about] = min(first.get(about, one.at), one.at)
        return first


def sort(events: Iterable[FigureEvent]) -> Sorted:
    """The events, each once, by name and by stream."""
    found = Sorted()
    for one in sorted({event.number: event for event in events}.values(), key=_number):
        found.by_name[one.name].append(one)
        found.by_stream[one.stream].append(one)
    return found


def moment(text: object) -> datetime | None:
    """A moment as an event writes it; None for none."""
    return datetime.fromisoformat(text) if isinstance(text, str) and text else None


def text(value: Any) -> str:
    """A word as a key; `-` for none."""
    return str(value) if value else "-"


def _number(one: FigureEvent) -> int:
    return one.number
