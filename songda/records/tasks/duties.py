"""Whose task a task is: read for a case, and taken on by a member of staff."""

from datetime import datetime

from django.db import transaction

from songda.core.delivery.tasks import BY_HAND
from songda.core.refusal import Refused
from songda.records.cases.models import Case
from songda.records.evidence.actions import NewEvent, record
from songda.records.orders.models import Envelope
from songda.records.staff.models import User
from songda.records.tasks.models import Task

LATELY = 20


def open_tasks_of(case: Case, envelope: Envelope | None = None) -> list[Task]:
    """The open tasks of one case, or of one of its envelopes, the most urgent first."""
    rows = Task.objects.filter(case=case, closed_at=None).select_related("envelope__party", "party", "owner", "case")
    if envelope is not None:
        rows = rows.filter(envelope=envelope)
    return list(rows.order_by("due_at", "id"))


def ended_by_hand(case: Case, envelope: Envelope | None = None) -> list[Task]:
    """The tasks that somebody ended without the fact that they waited for, the newest first."""
    rows = Task.objects.filter(case=case, ended_by=BY_HAND).select_related("envelope__party", "party", "owner", "case")
    if envelope is not None:
        rows = rows.filter(envelope=envelope)
    return list(rows.order_by("-closed_at", "-id")[:LATELY])


@transaction.atomic
def take_task(task: Task, user: User, now: datetime) -> None:
    """The member of staff takes the task on; it may be taken over from somebody else."""
    if not Task.objects.filter(id=task.id, closed_at=None).update(owner=user):
        raise Refused("already_closed")
    before = str(task.owner_id) if task.owner_id else None
    event = NewEvent(
        name="task.assigned",
        stream=f"task:{task.id}",
        case_id=task.case_id,
        happened_at=now,
        actor=f"staff:{user.id}",
        data={"owner": str(user.id), "before": before},
    )
    record([event], now)
