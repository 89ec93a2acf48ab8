"""Opens and closes the tasks that people must do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from songda.clock import new_id
from songda.core.delivery.tasks import DUE_AFTER, FOR_JUDGES, FOR_THE_CLERK
from songda.core.refusal import Refused
from songda.records.cases.models import Case
from songda.records.evidence.actions import NewEvent, record
from songda.records.orders.models import Envelope
from songda.records.parties.models import Party
from songda.records.tasks.models import Task


@dataclass(frozen=True)
class TaskDraft:
    """What is to be done and why; `case` comes with its court, `party` where there is no envelope."""

    kind: str
    reason: str
    case: Case
    envelope: Envelope | None = None
    party: Party | None = None

    @property
    def about(self) -> tuple[UUID | None, UUID | None, str]:
        """What may be open only once."""
        return self.envelope.id if self.envelope else None, self.party.id if self.party else None, self.kind


@transaction.atomic
def open_tasks(drafts: Sequence[TaskDraft], now: datetime) -> None:
    """Open the tasks that are not open already, with one event each."""
    envelopes, parties = ([getattr(d, name) for d in drafts] for name in ("envelope", "party"))
    known = Task.objects.filter(
        Q(envelope__in=[e for e in envelopes if e]) | Q(party__in=[p for p in parties if p]), closed_at=None
    )
    taken = set(known.values_list("envelope_id", "party_id", "kind"))
    fresh = [d for d in drafts if d.about[:2] == (None, None) or d.about not in taken]
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
    still_open = set(open_ones.order_by("id").select_for_update().values_list("id", flat=True))
    Task.objects.filter(id__in=still_open).update(closed_at=now, closed_by=by)
    record([_event("task.closed", task, by, now) for task in tasks if task.id in still_open], now)


def _task(draft: TaskDraft, now: datetime) -> Task:
    return Task(
        id=new_id(),
        court=draft.case.court,
        case=draft.case,
        envelope=draft.envelope,
        party=draft.party,
        kind=draft.kind,
        reason=draft.reason,
        opened_at=now,
        due_at=now + DUE_AFTER[draft.kind],
        owner_id=_owner(draft),
    )


def _owner(draft: TaskDraft) -> UUID | None:
    """Decisions fall to the judge of the case, what changed falls to the clerk who registered it."""
    if draft.kind in FOR_JUDGES:
        return draft.case.judge_id
    return draft.case.registered_by_id if draft.kind in FOR_THE_CLERK else None


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
