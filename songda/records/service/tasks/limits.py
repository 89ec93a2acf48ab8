"""Beyond what no task is due: the next hearing of its case, and the next last day that runs for whom it is about.

Whoever opens, extends or wakes a task asks here, and so does the engine when a hearing or a last day became another.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q

from songda.core.delivery.tasks import ROWS
from songda.core.law import Status
from songda.core.refusal import WrongField
from songda.core.terms import Entry, EntryKind, Ledger, Limit, reckon
from songda.records.matter.cases.models import Hearing
from songda.records.service.findings.models import Finding
from songda.records.service.tasks.models import Task, TermEntry
from songda.records.service.tasks.terms import Hours, after_last, ledger_of, office_hours

_LAST_MINUTE = time(23, 59)


class Bound(NamedTuple):
    """What limits a task, and the first moment that lies beyond it."""

    why: Limit
    at: datetime


def next_hearings(case_ids: Iterable[UUID], now: datetime) -> Mapping[UUID, Hearing]:
    """Of each of these cases the next hearing that takes place; one statement."""
    rows = Hearing.objects.filter(case_id__in=set(case_ids), cancelled_at=None, at__gt=now).order_by("-at")
    return {hearing.case_id: hearing for hearing in rows}


def last_days(of: Q) -> Mapping[UUID, Sequence[date]]:
    """By party, the last days of what runs from the services of these envelopes that count; one statement."""
    found: dict[UUID, list[date]] = defaultdict(list)
    rows = Finding.objects.filter(of, status=Status.EFFECTIVE, service__recalled_at=None)
    for finding in rows.select_related("service__envelope"):
        try:
            ends = [period.last_day for period in finding.decision.periods]
        except ObjectDoesNotExist:  # under a law that nobody kept: the audit names it, and no day is known
            continue
        found[finding.service.envelope.party_id].extend(end for end in ends if end is not None)
    return found


def next_last_day(days: Iterable[date], zone: ZoneInfo, now: datetime) -> date | None:
    """The first of the days that is not over."""
    today = now.astimezone(zone).date()
    return min((day for day in days if day >= today), default=None)


def check_not_beyond(at: datetime, field: str, hearing: Hearing | None, last_day: date | None, zone: ZoneInfo) -> None:
    """Raises WrongField where somebody would put work off beyond the hearing or the last day."""
    if hearing is not None and at >= hearing.at:
        local = hearing.at.astimezone(zone)
        raise WrongField(field, "beyond_hearing", day=local.date(), time=f"{local:%H:%M}")
    if last_day is not None and at > _end_of(last_day, zone):
        raise WrongField(field, "beyond_last_day", day=last_day)


def limiting_lines(
    tasks: Collection[Task],
    entries: Mapping[UUID, Sequence[TermEntry]],
    now: datetime,
    *,
    begins: bool = False,
    hours: Hours = office_hours,
) -> list[TermEntry]:
    """For each task whose term has to end otherwise the line of its ledger that says so, not saved; two statements.

    The tasks come with court, envelope and party. A limit that has passed stays, and with it that the task is late,
    unless the term `begins` anew. What stands still has no end that could be limited.
    """
    running = {task.id: ledger_of(task, entries.get(task.id, ())) for task in tasks if task.stands_still_since is None}
    if not running:
        return []
    hearings = next_hearings((task.case_id for task in tasks), now)
    days = last_days(Q(service__envelope__party__in={task.about.id for task in tasks if task.about}))
    lines: list[TermEntry | None] = []
    for task in tasks:
        if task.id not in running:
            continue
        ends = days.get(task.about.id, ()) if task.about else ()
        ledger, hearing = running[task.id], hearings.get(task.case_id)
        if begins or not _is_over(task, ledger, now):
            lines.append(_line(task, ledger, _bound(task, ledger, hearing, ends, now), hours))
    changed = [line for line in lines if line is not None]
    for line in changed:
        line.at, line.by = after_last(line.task, entries.get(line.task.id, ()), now), "engine"
    return changed


def _is_over(task: Task, ledger: Ledger, now: datetime) -> bool:
    present = ledger.limit
    return present is not None and present.named is not None and present.named + _early(task, ledger) <= now


def _bound(task: Task, ledger: Ledger, hearing: Hearing | None, days: Iterable[date], now: datetime) -> Bound | None:
    """The nearest of both."""
    zone, found = ZoneInfo(task.court.zone), []
    if hearing is not None:
        early = hearing.at - _early(task, ledger)
        found.append(Bound(Limit.HEARING, early if task.opened_at < early else hearing.at))
    last_day = next_last_day(days, zone, now)
    if last_day is not None:
        found.append(Bound(Limit.LAST_DAY, _end_of(last_day, zone)))
    return min(found, key=lambda bound: bound.at, default=None)


def _early(task: Task, ledger: Ledger) -> timedelta:
    """So long before the hearing, where nobody gave the task another term than its own."""
    is_own = all(entry.kind not in {EntryKind.NAMED, EntryKind.EXTENDED} for entry in ledger.entries)
    return timedelta(days=ROWS[task.kind].days_before_hearing if is_own else 0)


def _line(task: Task, ledger: Ledger, bound: Bound | None, hours: Hours) -> TermEntry | None:
    present, own = ledger.limit, reckon(ledger, hours(task.court.zone)).unlimited_at
    if bound is None or own is None or own < bound.at:
        return TermEntry(task=task, kind=EntryKind.FREED) if present is not None else None
    if _is_same(present, bound):
        return None
    return TermEntry(task=task, kind=EntryKind.LIMITED, named_at=bound.at, limit=bound.why)


def _is_same(present: Entry | None, bound: Bound) -> bool:
    return present is not None and (present.limit, present.named) == bound


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, _LAST_MINUTE, zone)
