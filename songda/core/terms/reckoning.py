"""Reckons from a ledger when work is due, and tells every step on the way there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from songda.core.terms.budget import Budget
from songda.core.terms.hours import OfficeHours
from songda.core.terms.ledger import Entry, Ledger

_Pauses = list[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """When it is due (None while it stands still) and what each extension or pause moved it to."""

    due_at: datetime | None
    steps: tuple[tuple[Entry, datetime | None], ...]


def reckon(ledger: Ledger, hours: OfficeHours) -> Reckoning:
    """When the work is due, with one step for each line of the ledger."""
    steps = tuple((entry, _due(ledger.entries[: count + 1], hours)) for count, entry in enumerate(ledger.entries))
    return Reckoning(steps[-1][1], steps)


def _due(entries: tuple[Entry, ...], hours: OfficeHours) -> datetime | None:
    ledger = Ledger(entries)
    pauses = list(ledger.pauses)
    if pauses and pauses[-1][1] is None:
        return None
    budgets = [entry.budget for entry in entries if entry.budget]
    whole = budgets[0]
    for budget in budgets[1:]:
        whole = whole.more(budget)
    count = _after_days if whole.working_days else _after_minutes
    return count(entries[0].at, whole, [(begin, end) for begin, end in pauses if end], hours)


def _after_days(start: datetime, budget: Budget, pauses: _Pauses, hours: OfficeHours) -> datetime:
    """The close of the last day; neither the day of the start counts nor one at whose close the term stood still."""
    left = budget.working_days
    started = start.astimezone(hours.zone).date()
    for begins, ends in hours.sittings(start):
        if begins.astimezone(hours.zone).date() == started or any(begin <= ends < end for begin, end in pauses):
            continue
        left -= 1
        if not left:
            return ends
    raise AssertionError("Offices open for ever.")


def _after_minutes(start: datetime, budget: Budget, pauses: _Pauses, hours: OfficeHours) -> datetime:
    """The moment at which the office has been open for so long, pauses left out."""
    left = timedelta(minutes=budget.minutes)
    for sitting in hours.sittings(start):
        for begins, ends in _without(pauses, sitting):
            if ends - begins >= left:
                return begins + left
            left -= ends - begins
    raise AssertionError("Offices open for ever.")


def _without(pauses: _Pauses, sitting: tuple[datetime, datetime]) -> Iterator[tuple[datetime, datetime]]:
    """What is left of a stretch when the pauses, which follow one another, are cut out."""
    at, closes = sitting
    for begin, end in pauses:
        if end <= at or begin >= closes:
            continue
        if begin > at:
            yield at, begin
        at = min(end, closes)
    if at < closes:
        yield at, closes
