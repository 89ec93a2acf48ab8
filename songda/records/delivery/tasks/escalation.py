"""Tells people that a task is late, rung by rung: each rung of a term once, by day, whatever is killed in between.

A rung is claimed by an insert that finds it taken or not; the event that proves it is written in the same transaction.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction

from songda.core.access import Role
from songda.core.delivery.tasks import ROWS
from songda.core.terms import Rung, Told, rung_at
from songda.records.court.staff.models import User
from songda.records.delivery.tasks.actions import task_event, with_data
from songda.records.delivery.tasks.falling import away
from songda.records.delivery.tasks.models import Task
from songda.records.delivery.tasks.terms import arm, office_hours
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import CHUNK


class Step(NamedTuple):
    """A rung that is due, and who is to be told."""

    task: Task
    rung: Rung
    told: list[UUID]


@transaction.atomic
def climb(now: datetime, chunk: int = CHUNK) -> int:
    """Climb the rungs that are due, of a chunk of tasks; how many tasks were looked at."""
    due = Task.objects.filter(closed_at=None, timer_at__lte=now).order_by("timer_at")
    rows = due.select_for_update(skip_locked=True, of=("self",)).select_related("court", "case", "owner")
    tasks = list(rows[:chunk])
    if not tasks:
        return 0
    people = _People(tasks, now)
    steps = [Step(task, rung, people.told(task, rung)) for task in tasks for rung in _due(task, now)]
    claimed = _claim(steps, now)
    events = [_event(step, now) for step in steps if (step.task.id, step.rung.name) in claimed]
    Task.objects.bulk_update(tasks, ["rungs_left", "timer_at"])
    record(events, now)
    return len(tasks)


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
    given = [cell for step in steps for cell in (step.task.id, step.task.term, step.rung.name, now, list(step.told))]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO tasks_escalation (task_id, term, rung, at, told) VALUES {values}"  # noqa: S608 - placeholders
            " ON CONFLICT DO NOTHING RETURNING task_id, rung",
            given,
        )
        return set(cursor.fetchall())


def _event(step: Step, now: datetime) -> NewEvent:
    told = [str(one) for one in step.told]
    event = task_event("task.escalated", step.task, "engine", now)
    return with_data(event, rung=step.rung.name, term=step.task.term, told=told)


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

    def told(self, task: Task, rung: Rung) -> list[UUID]:
        """Each once; whoever is away is told beside who stands in for them."""
        named: list[UUID | None] = []
        for who in rung.to:
            match who:
                case Told.OWNER:
                    named.append(task.owner_id)
                case Told.CLERK:
                    named.append(task.case.registered_by_id)
                case Told.SUPERVISOR:
                    named.extend(self.heads[task.court_id])
        with_stand_ins = [one for name in named if name for one in (name, self.stands_in.get(name))]
        return list(dict.fromkeys(one for one in with_stand_ins if one in self.active and one))
