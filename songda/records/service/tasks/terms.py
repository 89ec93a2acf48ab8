"""By when a task is due in a court, reckoned from the ledger of its term, and the timer that is armed for it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from songda.core.delivery.tasks import ROWS
from songda.core.law import profile_of
from songda.core.refusal import Refused
from songda.core.terms import (
    Budget,
    Entry,
    EntryKind,
    Ledger,
    Limit,
    NeverOpen,
    OfficeHours,
    Reckoning,
    Wait,
    due,
    reckon,
    rung_at,
)
from songda.records.court.staff.models import Court
from songda.records.service.findings.law_version import JURISDICTION
from songda.records.service.tasks.models import Task, TermEntry

Hours = Callable[[str], OfficeHours]  # of the courts of a zone
TERM_COLUMNS = ("due_at", "stands_still_since", "timer_at", "rungs_left", "term")


def due_at(kind: str, court: Court, now: datetime) -> datetime:
    """When a task of this kind that is opened now is due; never at night, never on a rest day."""
    return due(now, ROWS[kind].budget, office_hours(court.zone))


@lru_cache
def office_hours(zone: str) -> OfficeHours:
    """When the courts of that zone are open."""
    return OfficeHours(profile_of(JURISDICTION).calendar, ZoneInfo(zone))


def entries_of(tasks: Sequence[Task]) -> Mapping[UUID, list[TermEntry]]:
    """What happened to the term of each of these tasks since its start; one statement."""
    found: dict[UUID, list[TermEntry]] = defaultdict(list)
    for entry in TermEntry.objects.filter(task__in=[task.id for task in tasks]).order_by("id"):
        found[entry.task_id].append(entry)
    return found


def ledger_of(task: Task, entries: Sequence[TermEntry]) -> Ledger:
    """The ledger from its rows; the first line is the task itself."""
    if task.named_at is not None:
        start = Entry(task.opened_at, EntryKind.NAMED, named=task.named_at)
    else:
        start = Entry(task.opened_at, EntryKind.STARTED, ROWS[task.kind].budget)
    return Ledger((start, *[_entry(row) for row in entries]))


def _entry(row: TermEntry) -> Entry:
    budget = Budget(working_days=row.working_days) if row.working_days else None
    wait, limit = Wait(row.wait) if row.wait else None, Limit(row.limit) if row.limit else None
    return Entry(row.at, EntryKind(row.kind), budget, row.named_at, wait, limit)


def reckoning_of(task: Task, entries: Sequence[TermEntry]) -> Reckoning:
    """When it is due and how each line moved that; the task comes with its court."""
    return reckon(ledger_of(task, entries), office_hours(task.court.zone))


def set_term(task: Task, entries: Sequence[TermEntry], hours: OfficeHours | None = None) -> None:
    """Reckon the task's columns anew and arm its timer; nothing is saved. The task comes with its court.

    Raises Refused where no timer can be armed: a task that nobody would be told of must not exist.
    """
    try:
        hours = hours or office_hours(task.court.zone)
        ledger = ledger_of(task, entries)
        reckoned = reckon(ledger, hours).due_at
        if reckoned is not None:
            task.due_at = reckoned
        task.stands_still_since = _since(ledger) if reckoned is None else None
        arm(task, hours)
    except (NeverOpen, ZoneInfoNotFoundError):
        raise Refused("timer_not_armed", kind=task.kind) from None


def arm(task: Task, hours: OfficeHours) -> None:
    """Set the timer for the next rung of the present term; none while the clock stands still."""
    rungs = ROWS[task.kind].rungs
    task.rungs_left = min(task.rungs_left, len(rungs))  # a rule may have lost one since
    is_done = task.stands_still_since is not None or not task.rungs_left
    task.timer_at = None if is_done else rung_at(rungs[len(rungs) - task.rungs_left], task.due_at, hours)


def after_last(task: Task, entries: Sequence[TermEntry], now: datetime) -> datetime:
    """The moment of the next line: a ledger goes forward, though two clocks may differ a little."""
    return max([now, task.opened_at, *[entry.at for entry in entries]])


def begin_term(task: Task) -> None:
    """Everybody is told anew when this one runs out; the caller reckons."""
    task.rungs_left = len(ROWS[task.kind].rungs)


def _since(ledger: Ledger) -> datetime:
    *_, (since, _end) = ledger.pauses
    return since
