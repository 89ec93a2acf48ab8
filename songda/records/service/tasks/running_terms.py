"""What the clock does to open terms: people are told, rung by rung, that a task is late; and terms are reckoned anew.

Each rung of a term is climbed once, by day, whatever is killed in between: it is claimed by an insert that finds it
taken or not, and the event that proves it is written in the same transaction. After the calendar or a rule of tasks
changed all open terms are reckoned anew: what was due when, and is due now.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from songda.core.access import Role
from songda.core.delivery.incidents import Work
from songda.core.delivery.tasks import ROWS
from songda.core.law import profile_of
from songda.core.terms import Addressee, Limit, Rung, rung_at
from songda.records.court.staff.models import User
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.incidents.models import StuckRow
from songda.records.ground.incidents.stuck import may_be_tried, note_tried, try_each
from songda.records.ground.queue import CHUNK, isolate_failures
from songda.records.service.findings.law_version import JURISDICTION
from songda.records.service.tasks.actions import limit_terms, task_event, with_data
from songda.records.service.tasks.assignment import away
from songda.records.service.tasks.models import Task, TermEntry, TermsBasis
from songda.records.service.tasks.terms import TERM_COLUMNS, Hours, arm, entries_of, office_hours, set_term

REDATED_AT_ONCE = 500


class Step(NamedTuple):
    """A rung that is due, and who is to be told."""

    task: Task
    rung: Rung
    addressees: list[UUID]


@transaction.atomic
def escalate(now: datetime, chunk: int = CHUNK) -> int:
    """Climb the rungs that are due, of a chunk of tasks; how many tasks were looked at."""
    due = Task.objects.filter(may_be_tried(Work.ESCALATE, now), closed_at=None, timer_at__lte=now).order_by("timer_at")
    rows = due.select_for_update(skip_locked=True, of=("self",)).select_related("court", "case", "owner")
    tasks = list(rows[:chunk])
    if not tasks:
        return 0
    people = _People(tasks, now)
    climbed, failed = try_each(tasks, lambda task: (task, _steps(task, people, now)))
    note_tried(Work.ESCALATE, [task.id for task in tasks], failed, now)
    told = [pair for _, steps in climbed for pair in steps]
    claimed = _claim([step for step, _ in told], now)
    Task.objects.bulk_update([task for task, _ in climbed], ["rungs_left", "timer_at"])
    record([event for step, event in told if (step.task.id, step.rung.name) in claimed], now)
    return len(tasks)


def _steps(task: Task, people: "_People", now: datetime) -> list[tuple[Step, NewEvent]]:
    steps = [Step(task, rung, people.addressees(task, rung)) for rung in _due(task, now)]
    return [(step, _event(step, now)) for step in steps]


def _due(task: Task, now: datetime) -> list[Rung]:
    """The rungs whose moment has come; the timer is armed for the one after them, at night for the morning."""
    hours, found = office_hours(task.court.zone), []
    while task.rungs_left:
        rung = ROWS[task.kind].rungs[-task.rungs_left]
        if now < rung_at(rung, task.due_at, hours) or not (rung.at_any_hour or hours.is_open(now)):
            break
        found.append(rung)
        task.rungs_left -= 1
    arm(task, hours)
    if task.timer_at is not None and task.timer_at <= now:
        task.timer_at = hours.open_from(now)
    return found


def _claim(steps: Sequence[Step], now: datetime) -> set[tuple[UUID, str]]:
    """Those of the steps that nobody had claimed before; one statement."""
    if not steps:
        return set()
    values = ", ".join(["(%s, %s, %s, %s, %s::uuid[])"] * len(steps))
    given = [
        cell for step in steps for cell in (step.task.id, step.task.term, step.rung.name, now, list(step.addressees))
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO tasks_escalation (task_id, term, rung, at, told) VALUES {values}"  # noqa: S608 - placeholders
            " ON CONFLICT DO NOTHING RETURNING task_id, rung",
            given,
        )
        return set(cursor.fetchall())


def _event(step: Step, now: datetime) -> NewEvent:
    addressees = [str(one) for one in step.addressees]
    event = task_event("task.escalated", step.task, "engine", now)
    return with_data(event, rung=step.rung.name, term=step.task.term, told=addressees)


class _People:
    """Who is told in the courts of these tasks; two or three statements for any number."""

    def __init__(self, tasks: Sequence[Task], now: datetime) -> None:
        courts = {task.court_id for task in tasks}
        rows = User.objects.filter(court__in=courts, is_active=True).order_by("id").values_list("id", "court", "role")
        staff = list(rows)
        self.active = {one for one, _, _ in staff}
        self.heads: dict[UUID, list[UUID]] = defaultdict(list)
        for one, court, role in staff:
            if role == Role.SUPERVISOR.value and court:
                self.heads[court].append(one)
        self.stands_in = away(self.active, now)

    def addressees(self, task: Task, rung: Rung) -> list[UUID]:
        """Each once; whoever is away is told beside who stands in for them."""
        named: list[UUID | None] = []
        for who in rung.to:
            match who:
                case Addressee.OWNER:
                    named.append(task.owner_id)
                case Addressee.CLERK:
                    named.append(task.case.registered_by_id)
                case Addressee.SUPERVISOR:
                    named.extend(self.heads[task.court_id])
        with_stand_ins = [one for name in named if name for one in (name, self.stands_in.get(name))]
        return list(dict.fromkeys(one for one in with_stand_ins if one in self.active and one))


@dataclass(frozen=True)
class Basis:
    """Fingerprints of what terms are reckoned from: SHA-256 in hexadecimal digits."""

    calendar: str
    rules: str


@dataclass(frozen=True)
class RedatedTask:
    """One task whose day moved, and why: `calendar`, `rules` or both."""

    task: Task
    before: datetime
    after: datetime
    why: str


def basis_now(hours: Hours = office_hours) -> Basis:
    """What this program reckons from."""
    calendar, office = profile_of(JURISDICTION).calendar, hours("Asia/Shanghai")
    details = {name: sorted(map(str, getattr(calendar, name))) for name in ("years", "weekend", "rest", "work")}
    details |= {"every_year": sorted(map(str, calendar.every_year)), "open": [str(office.opens), str(office.closes)]}
    rules: dict[str, object] = {
        kind: [asdict(row.budget), [asdict(rung) for rung in row.rungs], row.days_before_hearing]
        for kind, row in ROWS.items()
    }
    rules["not beyond"] = sorted(Limit)
    return Basis(_print(details), _print(rules))


def why_anew(basis: Basis) -> str:
    """What changed since the terms were reckoned last; empty where nothing did. Reads one row."""
    last = TermsBasis.objects.filter(id=1).first()
    if last is None:
        return "calendar and rules"
    changed = [name for name in ("calendar", "rules") if getattr(last, name) != getattr(basis, name)]
    return " and ".join(changed)


def redate_if_changed(now: datetime) -> int:
    """Redate if something changed; how many tasks moved. Called by the clock, so that a new calendar counts at once."""
    basis = basis_now()
    why = why_anew(basis)
    return (sum(1 for _ in redate(why, basis, now)) if why else 0) + _redate_stuck(now)


@transaction.atomic
def _redate_stuck(now: datetime) -> int:
    """Once more those whose days could not be reckoned."""
    waiting = StuckRow.objects.filter(work=Work.REDATE, again_at__lte=now).order_by("again_at")
    ids = list(waiting.values_list("row", flat=True)[:CHUNK])
    return len(_redate(Task.objects.filter(id__in=ids), "rules", now, office_hours)[0]) if ids else 0


def redate(why: str, basis: Basis, now: datetime, hours: Hours = office_hours) -> Iterator[RedatedTask]:
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


def foresee(why: str, now: datetime, hours: Hours = office_hours) -> Iterator[RedatedTask]:
    """What `redate` would move; writes nothing."""
    rows = _with_whom(Task.objects.filter(closed_at=None).order_by("id"))
    last = UUID(int=0)
    while chunk := list(rows.filter(id__gt=last)[:REDATED_AT_ONCE]):
        yield from _moved(chunk, why, hours, now)[0]
        last = chunk[-1].id


def _redate_chunk(after: UUID, why: str, now: datetime, hours: Hours) -> tuple[list[RedatedTask], UUID | None]:
    moved, last, count = _redate(Task.objects.filter(id__gt=after), why, now, hours)
    return moved, last if count == REDATED_AT_ONCE else None


def _redate(rows: QuerySet[Task], why: str, now: datetime, hours: Hours) -> tuple[list[RedatedTask], UUID | None, int]:
    """A chunk of these: those that moved, the last one looked at, how many there were."""
    open_ones = _with_whom(rows.filter(closed_at=None).order_by("id"))
    tasks = list(open_ones.select_for_update(of=("self",))[:REDATED_AT_ONCE])
    done, failed = isolate_failures(tasks, lambda some: (some, *_moved(list(some), why, hours, now)))
    note_tried(Work.REDATE, [task.id for task in tasks], failed, now)
    moved = [one for _, some, _ in done for one in some]
    TermEntry.objects.bulk_create([line for *_, lines in done for line in lines])
    Task.objects.bulk_update([task for some, *_ in done for task in some], TERM_COLUMNS)
    events = [
        with_data(task_event("task.redated", one.task, "engine", now), before=one.before.isoformat(), why=why)
        for one in moved
    ]
    record(events, now)
    return moved, tasks[-1].id if tasks else None, len(tasks)


def _moved(tasks: list[Task], why: str, hours: Hours, now: datetime) -> tuple[list[RedatedTask], list[TermEntry]]:
    """Those that are due at another time, and the lines of those that end otherwise at their hearing or last day."""
    entries, before = entries_of(tasks), [task.due_at for task in tasks]
    for task in tasks:
        set_term(task, entries[task.id], hours(task.court.zone))
    lines = limit_terms(tasks, entries, now, hours=hours)
    both = zip(tasks, before, strict=True)
    return [RedatedTask(task, at, task.due_at, why) for task, at in both if task.due_at != at], lines


def _with_whom(rows: QuerySet[Task]) -> QuerySet[Task]:
    return rows.select_related("court", "case", "envelope__party", "party")


def _print(addressees: object) -> str:
    return hashlib.sha256(json.dumps(addressees, sort_keys=True, default=str).encode()).hexdigest()
