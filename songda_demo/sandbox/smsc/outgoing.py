"""Reports on their way out of the centre; each is kept until the other side has said that it has it."""

import base64
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One report, due at a moment."""

    id: int
    due_at: datetime
    body: bytes

    def to_json(self) -> dict[str, Any]:
        """How it is kept."""
        body = base64.b64encode(self.body).decode()
        return {"id": self.id, "due_at": self.due_at.isoformat(), "body": body}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Outgoing":
        """As it was kept."""
        due_at = datetime.fromisoformat(kept["due_at"])
        return cls(kept["id"], due_at, base64.b64decode(kept["body"]))


class Taker(Protocol):
    """A connection that reports can go to."""

    def room(self) -> int:
        """How many more reports it takes now."""

    def deliver(self, reports: Sequence[Outgoing]) -> None:
        """Writes reports."""


class Shelf:
    """The reports that are due and not acknowledged, oldest first, shared among the connections there are."""

    def __init__(self, on_done: Callable[[Outgoing], None]) -> None:
        self._waiting: deque[Outgoing] = deque()
        self._takers: list[Taker] = []
        self.done = on_done

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, reports: Iterable[Outgoing]) -> None:
        """Reports that are due."""
        self._waiting.extend(reports)
        self.push()

    def attach(self, taker: Taker) -> None:
        """A connection is ready for reports."""
        self._takers.append(taker)
        self.push()

    def detach(self, taker: Taker) -> None:
        """A connection is gone."""
        if taker in self._takers:
            self._takers.remove(taker)

    def again(self, reports: Iterable[Outgoing]) -> None:
        """Reports to deliver once more, before the others."""
        self._waiting.extendleft(sorted(reports, key=lambda report: report.id, reverse=True))
        self.push()

    def push(self) -> None:
        """Gives waiting reports to whoever has room."""
        for taker in self._takers:
            count = min(taker.room(), len(self._waiting))
            if count > 0:
                taker.deliver([self._waiting.popleft() for _ in range(count)])
