"""Looks for every loose end there can be."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Count, F, Min, Model, Q, QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from songda.records.delivery.attempts.leases import channels_sent_over
from songda.records.delivery.attempts.models import Attempt, RawReport
from songda.records.delivery.findings.models import Finding
from songda.records.delivery.orders.models import Envelope
from songda.records.overview.loose_ends import follow_ups, services, tasks
from songda.records.overview.loose_ends.found import Kind, LooseEnd


def quickly_found(now: datetime) -> Iterator[LooseEnd]:
    """Those that a few statements over what is open find; neither the log nor the engine's rules are asked."""
    yield from services.forgotten()
    yield from left_due(now)
    yield from tasks.of_nobody()
    yield from tasks.twice()
    yield from tasks.of_closed_cases()


def loose_ends(now: datetime) -> Iterator[LooseEnd]:
    """Everything that would be forgotten, the gravest first; changes nothing."""
    yield from tasks.unlike_log()
    yield from services.not_taken(now)
    yield from services.not_shown(now)
    yield from follow_ups.lost(now)
    yield from quickly_found(now)


M = TypeVar("M", bound=Model)
GRACE = timedelta(minutes=1)  # a worker looks every few seconds


def left_due(now: datetime) -> Iterator[LooseEnd]:
    """For each kind of work: how many rows have been due for longer than `GRACE` without a job that speaks of them."""
    late = now - GRACE
    alive = Envelope.objects.filter(recalled_at=None)
    yield from _left(
        "planning.advance", alive.filter(closed_at=None, next_step_at__lte=late, placed_at__lte=late), "next_step_at"
    )
    yield from _left("decisions.ask_law", alive.filter(ask_law_at__lte=late), "ask_law_at")
    certificates = Finding.objects.filter(certificate_due_at__lte=late)
    yield from _left("certificates.issue", certificates, "certificate_due_at", "certificates")
    unread = Q(unread_since=None) | Q(unread_since__lte=late)
    reports = RawReport.objects.filter(unread, read_at=None, received_at__lte=late)
    yield from _left("attempts.apply_reports", reports, "received_at")
    pending = Attempt.objects.filter(state="pending", send_after__lte=late, planned_at__lte=late)
    sent_over = channels_sent_over()  # there what waits waits for the provider's speed, and no job speaks of it
    for channel in sorted(set(pending.values_list("channel", flat=True).distinct()) - sent_over):
        yield from _left("attempts.send", pending.filter(channel=channel), "send_after", channel)


def _left(job: str, rows: QuerySet[M], column: str, queue: str = "default") -> Iterator[LooseEnd]:
    asked = ProcrastinateJob.objects.filter(task_name=job, queue_name=queue, status__in=("todo", "doing"))
    told = rows.aggregate(count=Count("pk"), since=Min(F(column)))
    if told["count"] and not asked.exists():
        known = {"job": job, "queue": queue}
        yield LooseEnd(Kind.LEFT_DUE, f"job:{job}", detail=f"{told['count']} rows", since=told["since"], known=known)
