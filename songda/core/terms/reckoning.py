"""Reckons from a ledger when work is due, and tells every step on the way there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from songda.core.terms.budget import Budget
from songda.core.terms.hours import OfficeHours
from songda.core.terms.ledger import Entry, EntryKind, Ledger

_Pauses = list[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Reckoning:
    """When it is due (None while it stands still) and what each line of the ledger moved it to."""

    due_at: datetime | None
    steps: tuple[tuple[Entry, datetime | None], ...]


def due(start: datetime, budget: Budget, hours: OfficeHours) -> datetime:
    """The close of the last of its working days (that of the start does not count), or the end of its minutes."""
    return _spend(start, budget, [], hours)


def reckon(ledger: Ledger, hours: OfficeHours) -> Reckoning:
    """When the work is due, with one step for each line; raises NeverOpen where the calendar has no working day."""
    steps = tuple((entry, _due(Ledger(ledger.entries[: n + 1]), hours)) for n, entry in enumerate(ledger.entries))
    return Reckoning(steps[-1][1], steps)


def _due(ledger: Ledger, hours: OfficeHours) -> datetime | None:
    """Budgets are spent one after the other; an extension counts from the day it moves, or from its own if later."""
    pauses = list(ledger.pauses)
    if pauses and pauses[-1][1] is None:
        return None
    past = [(begin, end) for begin, end in pauses if end]
    at = ledger.entries[0].at
    for entry in ledger.entries:
        if entry.named is not None:
            at = _moved(entry.named, past, hours)
        if entry.budget is not None:
            since = max(at, entry.at) if entry.kind is EntryKind.EXTENDED else entry.at
            at = _spend(since, entry.budget, past, hours)
    return at


def _moved(named: datetime, pauses: _Pauses, hours: OfficeHours) -> datetime:
    """A named moment stays; one on which the term stood still moves to the close of the day that it ran again."""
    for begin, end in pauses:
        if begin <= named < end:
            return next(hours.sittings(end))[1]
    return named


def _spend(since: datetime, budget: Budget, pauses: _Pauses, hours: OfficeHours) -> datetime:
    return (_after_days if budget.working_days else _after_minutes)(since, budget, pauses, hours)


def _after_days(start: datetime, budget: Budget, pauses: _Pauses, hours: OfficeHours) -> datetime:
    """The close of the last day; neither the day of the start counts nor one at whose close the term stood still."""
    left = budget.working_days
    started = start.astimezone(hours.zone).date()
    for _, ends in hours.sittings(start):
        if ends.date() == started or any(begin <= ends < end for begin, end in pauses):
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
