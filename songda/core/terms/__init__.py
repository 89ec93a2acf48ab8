"""Terms for work that people do: how long they have, when the clock stands still, who is told when it runs out."""

from songda.core.terms.budget import Budget
from songda.core.terms.escalation import Rung, due_rungs
from songda.core.terms.hours import OfficeHours
from songda.core.terms.ledger import Entry, EntryKind, Ledger
from songda.core.terms.reckoning import Reckoning, reckon

__all__ = ["Budget", "Entry", "EntryKind", "Ledger", "OfficeHours", "Reckoning", "Rung", "due_rungs", "reckon"]
