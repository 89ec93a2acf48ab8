"""Opens and closes the tasks that people must do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from songda.clock import new_id
from songda.core.delivery.tasks import DUE_AFTER
from songda.core.refusal import Refused
from songda.records.cases.models import Case
from songda.records.delivery.models import Task
from songda.records.evidence.actions import NewEvent, record
from songda.records.orders.models import Envelope


@dataclass(frozen=True)
class TaskDraft:
    """What is to be done and why; `case` comes with its court."""

    kind: str
    reason: str
    case: Case
    envelope: Envelope | None = None


@transaction.atomic
def open_tasks(drafts: Sequence[TaskDraft], now: datetime) -> None:
    """Open the tasks that are not open already, with one event each."""
    known = Task.objects.filter(envelope__in=[d.envelope for d in drafts if d.envelope], closed_at=None)
    taken = set(known.values_list("envelope_id", "kind"))
    fresh = [d for d in drafts if d.envelope is None or (d.envelope.id, d.kind) not in taken]
    tasks = [_task(draft, now) for draft in fresh]
    if tasks:
        Task.objects.bulk_create(tasks, ignore_conflicts=True)
        record([_event("task.opened", task, "engine", now) for task in tasks], now)


@transaction.atomic
def close_task(task: Task, by: str, now: datetime) -> None:
    """Close a task; raises Refused when somebody was faster."""
    if not Task.objects.filter(id=task.id, closed_at=None).update(closed_at=now, closed_by=by):
        raise Refused("already_closed")
    record([_event("task.closed", task, by, now)], now)


def close_tasks(tasks: Sequence[Task], by: str, now: datetime) -> None:
    """Close those of the tasks that are still open, with one event each; inside the caller's transaction."""
    if not tasks:
        return
    open_ones = Task.objects.filter(id__in=[task.id for task in tasks], closed_at=None)
    still_open = set(open_ones.select_for_update().values_list("id", flat=True))
    Task.objects.filter(id__in=still_open).update(closed_at=now, closed_by=by)
    record([_event("task.closed", task, by, now) for task in tasks if task.id in still_open], now)


def _task(draft: TaskDraft, now: datetime) -> Task:
    return Task(
        id=new_id(),
        court=draft.case.court,
        case=draft.case,
        envelope=draft.envelope,
        kind=draft.kind,
        reason=draft.reason,
        opened_at=now,
        due_at=now + DUE_AFTER[draft.kind],
    )


def _event(name: str, task: Task, actor: str, now: datetime) -> NewEvent:
    return NewEvent(
        name=name,
        stream=f"task:{task.id}",
        case_id=task.case_id,
        happened_at=now,
        actor=actor,
        data={
            "kind": task.kind,
            "reason": task.reason,
            "envelope": str(task.envelope_id) if task.envelope_id else None,
        },
    )
