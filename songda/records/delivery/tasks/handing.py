"""Whose task a task is: taken on, handed over, all of a person at once. Every write is conditional.

Of two desks that reach for the same task one gets it; the other is told who has it.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.core.access import Role, may_approve_lookup
from songda.core.delivery.tasks import FOR_APPROVERS, FOR_JUDGES
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase
from songda.records.court.staff.models import Court, User
from songda.records.delivery.tasks.falling import DOES_TASKS
from songda.records.delivery.tasks.models import Task
from songda.records.ground.evidence.actions import NewEvent, record


class HeldByAnother(Refused):
    """Somebody was faster. The sentence names who has it now; nothing logs it."""

    def __init__(self, owner: User | None) -> None:
        super().__init__("task_held_by_another" if owner else "task_let_go")
        self.owner = owner

    def sentence(self, language: str) -> str:
        """Who has it, and what to do."""
        return Phrase(f"refusals.{self.code}", {"who": str(self.owner or "")}).sentence(language)


def take_task(task: Task, user: User, now: datetime) -> None:
    """The member of staff takes the task on, from nobody or from whoever had it as they saw it; see `hand_over`."""
    hand_over(task, user, f"staff:{user.id}", now)


@transaction.atomic
def hand_over(task: Task, to: User, by: str, now: datetime) -> None:
    """Give the task to a member of staff, if it still is whose `task.owner_id` says; twice is as good as once.

    Raises HeldByAnother where it changed hands meanwhile, Refused where it is over or the judge's own, WrongField where
    that person does no tasks in this court.
    """
    if task.kind in FOR_JUDGES and to.id != task.case.judge_id:
        raise Refused("task_is_the_judges")
    if task.kind in FOR_APPROVERS and not may_approve_lookup(to.role, to.id, task.case.judge_id):
        raise Refused("task_is_an_approvers")
    check_does_tasks(to, task.court_id, "to")
    before = task.owner_id
    if before == to.id and Task.objects.filter(id=task.id, closed_at=None, owner=to).exists():
        return
    if not Task.objects.filter(id=task.id, closed_at=None, owner_id=before).update(owner=to):
        raise _why_not(task, to)
    task.owner = to
    record([assigned(task, before, by, now)], now)


@transaction.atomic
def hand_over_all(person: User, to: User, by: str, now: datetime) -> int:
    """Give all open tasks of a person to another in one act, but those that only a judge ends; how many.

    Raises WrongField where the other does no tasks in this court, or is the same.
    """
    if person.court_id is None:
        return 0
    check_does_tasks(to, person.court_id, "to")
    if to.id == person.id:
        raise WrongField("to", "task_same_person")
    held = Task.objects.filter(owner=person, closed_at=None).exclude(kind__in=FOR_JUDGES).order_by("id")
    tasks = list(held.select_for_update(of=("self",)))
    Task.objects.filter(id__in=[task.id for task in tasks]).update(owner=to)
    for task in tasks:
        task.owner_id = to.id
    record([assigned(task, person.id, by, now) for task in tasks], now)
    return len(tasks)


@transaction.atomic
def follow_judges(case_ids: Sequence[UUID], now: datetime) -> int:
    """Tasks that only a judge ends go with their case where another judge was entered, or none; how many.

    Locks the tasks that go, no others; whoever locks envelopes too has done so before.
    """
    open_ones = Task.objects.filter(case_id__in=case_ids, kind__in=FOR_JUDGES, closed_at=None)
    left = [task.id for task in open_ones.select_related("case__judge") if _is_left(task)]
    held = open_ones.filter(id__in=left).order_by("id").select_for_update(of=("self",)) if left else open_ones.none()
    tasks = [task for task in held.select_related("case__judge") if _is_left(task)]
    events = []
    for task in tasks:
        before, task.owner = task.owner_id, _judge_of(task)
        events.append(assigned(task, before, "engine", now))
    Task.objects.bulk_update(tasks, ["owner"])
    record(events, now)
    return len(tasks)


def _is_left(task: Task) -> bool:
    judge = _judge_of(task)
    return task.owner_id != (judge.id if judge else None)


def _judge_of(task: Task) -> User | None:
    judge = task.case.judge
    return judge if judge is not None and judge.is_active and judge.role == Role.JUDGE else None


def check_does_tasks(user: User, court_id: UUID, field: str) -> None:
    """WrongField unless the person works in that court now, in an office that does tasks."""
    if not (user.is_active and user.court_id == court_id and user.role in DOES_TASKS):
        raise WrongField(field, "does_no_tasks")


def colleagues(court: Court) -> list[User]:
    """Everybody of a court who does tasks, by name."""
    rows = User.objects.filter(court=court, is_active=True, role__in=DOES_TASKS)
    return list(rows.order_by("display_name", "username"))


def assigned(task: Task, before: UUID | None, by: str, now: datetime) -> NewEvent:
    """The task has another owner, or none."""
    data = {"owner": str(task.owner_id) if task.owner_id else None, "before": str(before) if before else None}
    name = "task.assigned" if task.owner_id else "task.released"
    return NewEvent(name, f"task:{task.id}", task.case_id, now, by, data)


def _why_not(task: Task, to: User) -> Refused:
    """It is over, or somebody else has it, or nobody has it any more."""
    stands = Task.objects.filter(id=task.id, closed_at=None).exclude(owner=to).select_related("owner").first()
    return HeldByAnother(stands.owner) if stands else Refused("already_closed")
