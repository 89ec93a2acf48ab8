"""Reckons all open terms anew after the calendar or a rule of tasks changed: what was due when, and is due now."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.core.delivery.tasks import ROWS
from songda.core.law import profile_of
from songda.core.terms import OfficeHours
from songda.records.delivery.findings.law_version import JURISDICTION
from songda.records.delivery.tasks.actions import task_event, with_data
from songda.records.delivery.tasks.models import Task, TermsBasis
from songda.records.delivery.tasks.terms import TERM_COLUMNS, entries_of, office_hours, set_term
from songda.records.ground.evidence.actions import record

CHUNK = 500
Hours = Callable[[str], OfficeHours]  # of the courts of a zone


@dataclass(frozen=True)
class Basis:
    """Fingerprints of what terms are reckoned from: SHA-256 in hexadecimal digits."""

    calendar: str
    rules: str


@dataclass(frozen=True)
class Redated:
    """One task whose day moved, and why: `calendar`, `rules` or both."""

    task: Task
    before: datetime
    after: datetime
    why: str


def basis_now(hours: Hours = office_hours) -> Basis:
    """What this program reckons from."""
    calendar, office = profile_of(JURISDICTION).calendar, hours("Asia/Shanghai")
    told = {name: sorted(map(str, getattr(calendar, name))) for name in ("years", "weekend", "rest", "work")}
    told |= {"every_year": sorted(map(str, calendar.every_year)), "open": [str(office.opens), str(office.closes)]}
    rules = {kind: [asdict(row.budget), [asdict(rung) for rung in row.rungs]] for kind, row in ROWS.items()}
    return Basis(_print(told), _print(rules))


def why_anew(basis: Basis) -> str:
    """What changed since the terms were reckoned last; empty where nothing did. Reads one row."""
    last = TermsBasis.objects.filter(id=1).first()
    if last is None:
        return "calendar and rules"
    changed = [name for name in ("calendar", "rules") if getattr(last, name) != getattr(basis, name)]
    return " and ".join(changed)


def keep_up(now: datetime) -> int:
    """Redate if something changed; how many tasks moved. Called by the clock, so that a new calendar counts at once."""
    basis = basis_now()
    why = why_anew(basis)
    return sum(1 for _ in redate(why, basis, now)) if why else 0


def redate(why: str, basis: Basis, now: datetime, hours: Hours = office_hours) -> Iterator[Redated]:
    """Reckon every open term anew, a chunk a transaction, with an event for each that moved; safe to begin again."""
    last = UUID(int=0)
    while True:
        with transaction.atomic():
            moved, last_seen = _redate_chunk(last, why, now, hours)
        yield from moved
        if last_seen is None:
            break
        last = last_seen
    TermsBasis.objects.update_or_create(id=1, defaults={**asdict(basis), "since": now})


def foresee(why: str, hours: Hours = office_hours) -> Iterator[Redated]:
    """What `redate` would move; writes nothing."""
    rows = Task.objects.filter(closed_at=None).order_by("id").select_related("court", "case")
    last = UUID(int=0)
    while chunk := list(rows.filter(id__gt=last)[:CHUNK]):
        yield from _moved(chunk, why, hours)
        last = chunk[-1].id


def _redate_chunk(after: UUID, why: str, now: datetime, hours: Hours) -> tuple[list[Redated], UUID | None]:
    rows = Task.objects.filter(closed_at=None, id__gt=after).order_by("id")
    tasks = list(rows.select_for_update(of=("self",)).select_related("court", "case")[:CHUNK])
    moved = _moved(tasks, why, hours)
    Task.objects.bulk_update(tasks, TERM_COLUMNS)
    events = [
        with_data(task_event("task.redated", one.task, "engine", now), before=one.before.isoformat(), why=why)
        for one in moved
    ]
    record(events, now)
    return moved, tasks[-1].id if len(tasks) == CHUNK else None


def _moved(tasks: list[Task], why: str, hours: Hours) -> list[Redated]:
    entries, moved = entries_of(tasks), []
    for task in tasks:
        before = task.due_at
        set_term(task, entries[task.id], hours(task.court.zone))
        if task.due_at != before:
            moved.append(Redated(task, before, task.due_at, why))
    return moved


def _print(told: object) -> str:
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()
