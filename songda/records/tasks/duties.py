"""The tasks of a case: those that are open, and those that somebody ended by hand."""

from songda.core.delivery.tasks import BY_HAND
from songda.records.cases.models import Case
from songda.records.orders.models import Envelope
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
