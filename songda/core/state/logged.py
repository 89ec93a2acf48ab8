"""Events as they were logged, and what all things have that they tell of: an id, fields, and who told each.

What no event tells of stays `UNTOLD`; so does a personal field whose event was erased. One that does not fit the
commitment in the log is `UNREADABLE`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Final


class _Word:
    """A value that stands for none that could be stored."""

    def __init__(self, word: str) -> None:
        self.word = word

    def __repr__(self) -> str:
        return self.word


UNTOLD: Final[Any] = _Word("untold")
UNREADABLE: Final[Any] = _Word("unreadable")


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One event as it was logged; `kind` and `about` are the two halves of its stream.

    `private` is its personal part: None where it was erased or is not at hand, `UNREADABLE` where it does not fit.
    """

    id: str
    name: str
    kind: str
    about: str
    case: str | None
    happened_at: datetime
    recorded_at: datetime
    actor: str
    data: Mapping[str, Any]
    private: Mapping[str, Any] | None = None

    @classmethod
    def read(cls, leaf: Mapping[str, Any], private: Any = None) -> "LoggedEvent":
        """A leaf of the log, taken apart; KeyError, TypeError or ValueError where it is none."""
        kind, _, about = leaf["stream"].partition(":")
        return cls(
            leaf["id"],
            leaf["name"],
            kind,
            about,
            leaf["case"],
            datetime.fromisoformat(leaf["happened_at"]),
            datetime.fromisoformat(leaf["recorded_at"]),
            leaf["actor"],
            leaf["data"],
            private,
        )

    @property
    def stream(self) -> str:
        """Of what it tells, as the log writes it."""
        return f"{self.kind}:{self.about}"

    def personal(self, member: str) -> Any:
        """One member of the personal part, as far as it can be read."""
        if self.private is UNREADABLE:
            return UNREADABLE
        return UNTOLD if self.private is None else self.private.get(member, UNTOLD)


@dataclass(kw_only=True)
class Thing:
    """What all have: an id, the event that began it, and of each field that was told later the event that told it."""

    id: str
    event: LoggedEvent
    tellers: dict[str, LoggedEvent] = field(default_factory=dict, repr=False)

    def tell(self, event: LoggedEvent, **said: Any) -> None:
        """Later word of these fields; of what an event leaves open nothing changes."""
        for name, value in said.items():
            if value is not UNTOLD:
                setattr(self, name, value)
                self.tellers[name] = event

    def teller(self, name: str) -> LoggedEvent:
        """The event that told this field last."""
        return self.tellers.get(name, self.event)


def own_fields(kind: type[Thing]) -> tuple[str, ...]:
    """The fields that a kind of thing has of its own."""
    common = {each.name for each in fields(Thing)}
    return tuple(each.name for each in fields(kind) if each.name not in common)
