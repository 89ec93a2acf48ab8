"""Terms for work that people do: how long they have, when the clock stands still, who is told when it ran out."""

from songda.core.terms.budget import Budget
from songda.core.terms.escalation import Rung, Told, rung_at
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
