"""Whose task a task is: read for a case, and taken on by a member of staff."""

from datetime import datetime

from django.db import transaction

from songda.core.delivery.tasks import FOR_JUDGES
from songda.core.refusal import Refused
from songda.records.cases.models import Case
from songda.records.evidence.actions import NewEvent, record
from songda.records.orders.models import Envelope
from songda.records.staff.models import User
from songda.records.tasks.actions import close_task
from songda.records.tasks.models import Task


def open_tasks_of(case: Case, envelope: Envelope | None = None) -> list[Task]:
    """The open tasks of one case, or of one of its envelopes, the most urgent first."""
    rows = Task.objects.filter(case=case, closed_at=None).select_related("envelope__party", "party", "owner", "case")
    if envelope is not None:
        rows = rows.filter(envelope=envelope)
    return list(rows.order_by("due_at", "id"))


@transaction.atomic
def close_by_hand(task: Task, by: str, now: datetime) -> None:
    """Say that a task is done; what waits for a judge is done by their decision alone.

    That the paper copy was provided is a fact of the service: the court must provide it where it is asked for (Civil
    Procedure Law, article 90), so it stands in the record of the envelope, and the recipient reads it.
    """
    if task.kind in FOR_JUDGES:
        raise Refused("closes_itself")
    close_task(task, by, now)
    if task.kind == "print_paper" and task.envelope_id:
        stream = f"envelope:{task.envelope_id}"
        record([NewEvent("paper_copy.provided", stream, task.case_id, now, by, {"task": str(task.id)})], now)


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
