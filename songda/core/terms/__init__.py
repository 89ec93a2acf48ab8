"""Terms for work that people do: how long they have, when the clock stands still, who is told when it ran out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from songda.core.terms.budget import Budget
from songda.core.terms.hours import NeverOpen, OfficeHours
from songda.core.terms.ledger import Entry, EntryKind, Ledger, Wait
from songda.core.terms.reckoning import Reckoning, due, reckon

__all__ = [
    "Budget",
    "Entry",
    "EntryKind",
    "Ledger",
    "NeverOpen",
    "OfficeHours",
    "Reckoning",
    "Rung",
    "Told",
    "Wait",
    "due",
    "reckon",
    "rung_at",
]


class Told(StrEnum):
    """Who is told."""

    OWNER = "owner"
    CLERK = "clerk"  # of the case
    SUPERVISOR = "supervisor"  # every one of the court


@dataclass(frozen=True, slots=True)
class Rung:
    """`after`: so many working days after the one on which the work was due; `to`: who is told."""

    name: str
    after: int
    to: tuple[Told, ...]
    at_any_hour: bool = False

    def __post_init__(self) -> None:
        if self.after < 0 or not self.to:
            raise ValueError(f"A rung comes when or after the work was due, and tells somebody: {self}.")


def rung_at(rung: Rung, due_at: datetime, hours: OfficeHours) -> datetime:
    """The moment at which it is climbed: when the term has run out, or when the office opens next."""
    at = due(due_at, Budget(working_days=rung.after), hours) if rung.after else due_at
    return at if rung.at_any_hour else hours.open_from(at)
