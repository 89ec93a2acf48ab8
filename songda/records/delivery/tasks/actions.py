"""Opens tasks that people must do, and ends them by the fact that they wait for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from songda.clock import new_id
from songda.core.delivery.tasks import Fact, ended_by
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.tasks.events import NOTHING_SAID, Said, task_event, with_data
from songda.records.delivery.tasks.falling import Falling, owners
from songda.records.delivery.tasks.models import Task
from songda.records.delivery.tasks.pauses import run_on_after_judges, stand_still_for_judges
from songda.records.delivery.tasks.terms import begin_term, set_term
from songda.records.ground.evidence.actions import record
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party


@dataclass(frozen=True)
class TaskDraft:
    """What is to be done and why; `case` comes with its court, `party` where there is no envelope.

    `due_at` where somebody named the moment; else it follows from the kind.
    """

    kind: str
    reason: str
    case: Case
    envelope: Envelope | None = None
    party: Party | None = None
    due_at: datetime | None = None

    @property
    def unique_key(self) -> tuple[UUID | None, UUID | None, str]:
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
    fresh = [d for d in drafts if d.unique_key[:2] == (None, None) or d.unique_key not in taken]
    falls = [Falling(draft.case, draft.kind) for draft in fresh]
    tasks = [_task(draft, owner, now) for draft, owner in zip(fresh, owners(falls, now), strict=True)]
    if tasks:
        Task.objects.bulk_create(tasks, ignore_conflicts=True)
        written = set(Task.objects.filter(id__in=[task.id for task in tasks]).values_list("id", flat=True))
        opened = [task for task in tasks if task.id in written]  # another process may have been faster
        record([task_event("task.opened", task, "engine", now) for task in opened], now)
        stand_still_for_judges(opened, "engine", now)


def end_by_fact(fact: Fact, of: Q, by: str, now: datetime) -> list[Task]:
    """End the open tasks of these that wait for this fact; inside the transaction that puts the fact on record.

    Gives back what it ended, each with its case, envelope and party.
    """
    waiting = Task.objects.filter(of, kind__in=ended_by(fact), closed_at=None)
    return end(list(waiting.values_list("id", flat=True)), fact, by, now)


def end(task_ids: Sequence[UUID], how: str, by: str, now: datetime, said: Said = NOTHING_SAID) -> list[Task]:
    """End those of the tasks that are still open, with one event each; inside the caller's transaction."""
    if not task_ids:
        return []
    rows = Task.objects.filter(id__in=task_ids, closed_at=None).order_by("id").select_for_update(of=("self",))
    tasks = list(rows.select_related("case__court", "envelope", "party"))
    for task in tasks:
        task.closed_at, task.closed_by, task.ended_by = now, by, how
    Task.objects.bulk_update(tasks, ["closed_at", "closed_by", "ended_by"])
    told = [with_data(task_event("task.closed", task, by, now, said.private), **said.known) for task in tasks]
    record(told, now)
    run_on_after_judges(tasks, by, now)
    return tasks


def _task(draft: TaskDraft, owner: UUID | None, now: datetime) -> Task:
    """The task with its timer armed."""
    task = Task(
        id=new_id(),
        court=draft.case.court,
        case=draft.case,
        envelope=draft.envelope,
        party=draft.party,
        kind=draft.kind,
        reason=draft.reason,
        opened_at=now,
        named_at=draft.due_at,
        owner_id=owner,
    )
    begin_term(task)
    set_term(task, [])
    return task
