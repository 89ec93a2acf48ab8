"""No task stays with somebody who no longer does tasks: it falls anew, by the court's rule, or is nobody's again."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from songda.core.access import Role
from songda.core.delivery.tasks import FOR_JUDGES
from songda.records.court.staff import actions as staff
from songda.records.court.staff.models import User
from songda.records.delivery.tasks.falling import DOES_TASKS, Falling, owners
from songda.records.delivery.tasks.handing import assigned
from songda.records.delivery.tasks.models import Task
from songda.records.ground.evidence.actions import record
from songda.records.ground.queue import CHUNK


@transaction.atomic
def see_off(user: User, by: str, now: datetime) -> int:
    """Close the account and let its tasks fall anew, in one transaction; how many. Raises as `remove_user` does."""
    staff.remove_user(user, by, now)
    return _let_all_fall(user, by, now)


@transaction.atomic
def change_office(user: User, role: Role, by: str, now: datetime, *, approved_by: str = "") -> int:
    """Give another office; where that does no tasks theirs fall anew; how many. Raises as `set_role` does."""
    staff.set_role(user, role, by, now, approved_by=approved_by)
    return 0 if role.value in DOES_TASKS else _let_all_fall(user, by, now)


@transaction.atomic
def release_stranded(now: datetime) -> int:
    """Whatever way an account was closed: a chunk of tasks of those who do none falls anew; how many were found."""
    does_none = User.objects.filter(Q(is_active=False) | ~Q(role__in=DOES_TASKS))
    stranded = Task.objects.filter(owner__in=does_none, closed_at=None).order_by("id")
    tasks = list(stranded.select_for_update(skip_locked=True, of=("self",)).select_related("case__court")[:CHUNK])
    _let_fall(tasks, "engine", now)
    return len(tasks)


def _let_all_fall(user: User, by: str, now: datetime) -> int:
    held = Task.objects.filter(owner=user, closed_at=None).order_by("id")
    tasks = list(held.select_for_update(of=("self",)).select_related("case__court"))
    _let_fall(tasks, by, now)
    return len(tasks)


def _let_fall(tasks: list[Task], by: str, now: datetime) -> None:
    """A judge's task is nobody's then: every judge finds it on their desk."""
    fall = owners([Falling(task.case, task.kind) for task in tasks], now)
    events = []
    for task, owner in zip(tasks, fall, strict=True):
        before, task.owner_id = task.owner_id, None if task.kind in FOR_JUDGES else owner
        events.append(assigned(task, before, by, now))
    Task.objects.bulk_update(tasks, ["owner"])
    record(events, now)
