"""One column, or one row, that says something else than the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from songda.core.evidence.leaf import moment_text

Leaf = Mapping[str, Any]
NONE = "none"


@dataclass(frozen=True)
class Contradiction:
    """One column that says something else than the log; `event` is the event, empty where none tells of it.

    Without a column the whole row is gone that the event tells of.
    """

    row: str
    column: str
    found: str
    logged: str
    event: str = ""
    about: tuple[str, ...] = ()  # the streams that would tell of it

    def __str__(self) -> str:
        if not self.column:
            return f"{self.row} is gone, event {self.event} ({self.logged}) tells of it"
        told = f"event {self.event} says {self.logged}" if self.event else "no event tells of it"
        return f"{self.row}.{self.column} is {self.found}, {told}"


def written(value: object) -> str:
    """A value of a column or of an event, so that the two can be compared: moments in UTC, bytes in hexadecimal."""
    match value:
        case None:
            return NONE
        case datetime():
            return moment_text(value)
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return bytes(value).hex()
        case list() | tuple():
            return ", ".join(written(each) for each in value)
        case _:
            return str(value)


def written_moment(value: object) -> str:
    """The same of a moment that stands in an event as text."""
    return written(datetime.fromisoformat(value) if isinstance(value, str) and value else value or None)
