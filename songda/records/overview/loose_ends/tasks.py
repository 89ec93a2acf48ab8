"""Tasks that are in no list, that stand otherwise than the evidence log tells, or that nobody will do."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from songda.core.delivery.tasks import FOR_JUDGES
from songda.records.delivery.tasks.falling import DOES_TASKS
from songda.records.delivery.tasks.models import Task
from songda.records.matter.cases.models import Case
from songda.records.overview.loose_ends.found import Kind, LooseEnd

# What the log says last of each task, beside the row as it is; written together, so they never differ by themselves.
_UNLIKE_LOG = """
WITH last AS (
    SELECT DISTINCT ON (stream) stream, name, case_id, data, recorded_at
    FROM evidence_event
    WHERE stream LIKE 'task:%%' AND name IN ('task.opened', 'task.closed', 'task.reopened')
      AND (EXISTS (SELECT FROM evidence_entry entry WHERE entry.event_id = evidence_event.id)
           OR EXISTS (SELECT FROM evidence_unsequenced waiting WHERE waiting.number = evidence_event.number))
    ORDER BY stream, number DESC
)
SELECT last.stream, last.case_id, last.data->>'kind', last.recorded_at, task.id IS NULL
FROM last LEFT JOIN tasks_task task ON 'task:' || task.id = last.stream
WHERE task.id IS NULL OR (task.closed_at IS NULL) = (last.name = 'task.closed')
ORDER BY last.stream
"""


def unlike_log() -> Iterator[LooseEnd]:
    """Tasks of the log whose row is gone, or open though the log ended it, or ended though the log did not."""
    with connection.cursor() as cursor:
        cursor.execute(_UNLIKE_LOG)
        rows = cursor.fetchall()
    numbers = dict(Case.objects.filter(id__in={case for _, case, *_ in rows}).values_list("id", "number"))
    for stream, case, kind, at, is_gone in rows:
        which = Kind.TASK_LOST if is_gone else Kind.TASK_UNLIKE_LOG
        yield LooseEnd(which, stream, numbers.get(case, ""), f"/console/cases/{case}/", kind, at, {"case": str(case)})


def of_nobody() -> Iterator[LooseEnd]:
    """Open tasks of people whose account is closed, or whose office does no tasks."""
    does_none = Q(owner__is_active=False) | ~Q(owner__role__in=DOES_TASKS)
    yield from _ends(Kind.TASK_OF_NOBODY, _open().filter(does_none, owner__isnull=False))


def of_closed_cases() -> Iterator[LooseEnd]:
    """Open tasks of closed cases, but for those that a judge decides and those whose papers are still on their way."""
    moving = Q(envelope__isnull=False, envelope__closed_at=None)
    left = _open().filter(case__closed_at__isnull=False).exclude(moving).exclude(kind__in=FOR_JUDGES)
    yield from _ends(Kind.TASK_OF_CLOSED_CASE, left)


def twice() -> Iterator[LooseEnd]:
    """The later ones of open tasks of one kind, for one reason, about one person, that are not about two envelopes."""
    person = Coalesce("party_id", "envelope__party_id")
    same = _open().annotate(person=person).values("case", "kind", "reason", "person")
    for one in (
        same.order_by()
        .annotate(count=Count("id"), bare=Count("id", filter=Q(envelope=None)))
        .filter(count__gt=1, bare__gt=0)
    ):
        alike = {name: one[name] for name in ("case", "kind", "reason", "person")}
        first, *later = _open().annotate(person=person).filter(**alike).order_by("opened_at", "id")
        yield from (_end(Kind.TASK_TWICE, task, first=str(first.id)) for task in later)


def _open() -> QuerySet[Task]:
    return Task.objects.filter(closed_at=None).select_related("case")


def _ends(kind: Kind, tasks: QuerySet[Task]) -> Iterator[LooseEnd]:
    for task in tasks.order_by("id").iterator():
        yield _end(kind, task)


def _end(kind: Kind, task: Task, **known: str) -> LooseEnd:
    page = f"/console/envelopes/{task.envelope_id}/" if task.envelope_id else f"/console/cases/{task.case_id}/"
    known = {"case": str(task.case_id), **known}
    return LooseEnd(kind, f"task:{task.id}", task.case.number, page, task.kind, task.opened_at, known)
