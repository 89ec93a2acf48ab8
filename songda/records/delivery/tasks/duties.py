"""The tasks of a case: those that are open, and those that somebody ended by hand."""

from datetime import datetime

from django.db.models import Q

from songda.core.delivery.tasks import BY_HAND, FOR_APPROVERS, LANES, Lane
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.tasks.models import Task
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party

LATELY = 20
DATED = (
    "call_again",
    "nobody_competent",
    "family_answered",
    "notice_unheard",
)  # calls for which an hour was named; before it nobody is called


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


def calls_due(party: Party) -> list[Task]:
    """The open tasks that ask for a call to this person, each with whoever took it; the most urgent first."""
    theirs = Task.objects.filter(
        Q(party=party) | Q(envelope__party=party), kind__in=set(LANES[Lane.CALLS]) - FOR_APPROVERS, closed_at=None
    )
    return list(theirs.select_related("owner", "case", "envelope").order_by("due_at", "id"))


def next_call(done: Party, now: datetime) -> Party | None:
    """Whom the call desk calls after this person: the most urgent call of the court whose hour has come."""
    rows = Task.objects.filter(court=done.case.court_id, kind="call", closed_at=None)
    waiting = rows.exclude(Q(reason__in=DATED, due_at__gt=now) | Q(party=done) | Q(envelope__party=done))
    task = waiting.select_related("envelope__party", "party").order_by("due_at", "id").first()
    return task.about if task else None
