"""Reads tasks, attempts, objections and the timeline of a case; changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import prefetch_related_objects

from songda.core.evidence.causes import in_causal_order
from songda.core.evidence.readings import READINGS
from songda.records.court.staff.models import Court
from songda.records.delivery.attempts.models import Attempt
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.portal_acts.models import Objection, RecipientAct
from songda.records.delivery.tasks.models import Task
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.strangers import REFUSED, is_stranger
from songda.records.matter.cases.models import Case
from songda.records.overview.boards.typed import with_words

TIMELINE_PAGE = 200
TASKS_PAGE = 200


@dataclass(frozen=True)
class TimelineRow:
    """One event of a case: its name, when it happened, when the court learned it, what, by whom, about what."""

    number: int
    name: str
    at: datetime
    learned_at: datetime
    actor: str
    stream: str
    details: dict[str, object]
    id: UUID
    is_sealed: bool = True  # the log holds it


def timeline(
    case: Case, before: int | None = None, *, readings: bool = True, most: int | None = None
) -> list[TimelineRow]:
    """The newest events of a case, newest first; `before` a number, the page of those that came earlier.

    Without `readings` nothing is told of who only looked: on a busy day that is most of what is on record. What no
    process of ours wrote is told as that, whatever it says.
    """
    events = Event.objects.with_standing().filter(case_id=case.id)
    if not readings:
        events = events.exclude(name__in=READINGS)
    if before is not None:
        events = events.filter(number__lt=before)
    newest = list(events.order_by("-number")[: most or TIMELINE_PAGE])
    return [_row(event) for event in in_causal_order(newest[::-1])[::-1]]


def stream(*names: str) -> list[TimelineRow]:
    """Everything that happened to one thing or several (`service:<id>`, `attempt:<n>`, …), oldest first.

    What no process of ours wrote is told as that, whatever it says.
    """
    events = Event.objects.with_standing().filter(stream__in=names).order_by("number")
    return [_row(event) for event in in_causal_order(list(events))]


def _row(event: Event) -> TimelineRow:
    if is_stranger(event):
        return TimelineRow(
            number=event.number,
            name=REFUSED,
            at=event.happened_at,
            learned_at=event.recorded_at,
            actor="engine",
            stream=f"event:{event.number}",
            details={},
            id=event.id,
            is_sealed=False,
        )
    return TimelineRow(
        number=event.number,
        name=event.name,
        at=event.happened_at,
        learned_at=event.recorded_at,
        actor=event.actor,
        stream=event.stream,
        details=event.data,
        id=event.id,
        is_sealed=event.is_placed,
    )


def open_tasks_page(court: Court, owner_id: UUID | None, number: int) -> list[Task]:
    """One page of the open tasks of a court, or of one member of its staff, the most urgent first."""
    rows = Task.objects.filter(court=court, closed_at=None).select_related("case", "owner")
    if owner_id is not None:
        rows = rows.filter(owner=owner_id)
    start = (number - 1) * TASKS_PAGE
    return list(rows.order_by("due_at", "id")[start : start + TASKS_PAGE])


def attempts_of(envelope: Envelope) -> list[Attempt]:
    """The engine's attempts for an envelope with address, parts and receipts, oldest first."""
    rows = Attempt.objects.filter(envelope=envelope).select_related("address").order_by("id")
    return list(rows.prefetch_related("parts", "receipts", "objections"))


def acts_of(envelope: Envelope) -> list[RecipientAct]:
    """What the recipient did with the papers of an envelope."""
    rows = RecipientAct.objects.filter(service__envelope=envelope).select_related("service__paper")
    return list(rows.order_by("at", "id"))


def objections_of(case: Case) -> list[Objection]:
    """The objections in a case, newest first."""
    rows = Objection.objects.filter(envelope__case=case).select_related("envelope__party", "service__paper")
    return list(rows.order_by("-raised_at"))


def with_findings(tasks: Sequence[Task]) -> Sequence[Task]:
    """The same tasks, each with what the law says of its papers and what was typed; few statements for any number."""
    prefetch_related_objects(list(tasks), "envelope__services__paper", "envelope__services__finding")
    return with_words(tasks)


def task_of(court: Court, task_id: UUID) -> Task:
    """One task of this court; Task.DoesNotExist for any other."""
    return Task.objects.select_related("case__court", "envelope__party", "party", "owner").get(id=task_id, court=court)


def objection_of(court: Court, objection_id: UUID) -> Objection:
    """One objection of this court; Objection.DoesNotExist for any other."""
    rows = Objection.objects.select_related(
        "envelope__case", "envelope__party__case__judge", "attempt__address", "deed__address", "service__paper"
    )
    return rows.get(id=objection_id, envelope__case__court=court)
