"""Reports that fit no attempt yet, or that cannot be worked with: they are looked at again for some days."""

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import (
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Value,
)
from django.db.models.functions import Greatest

from songda.records.delivery.attempts.matching import Candidate, match_receipts
from songda.records.delivery.attempts.models import Attempt, RawReport, Receipt
from songda.records.delivery.tasks.actions import TaskDraft, open_tasks
from songda.records.ground.queue.isolation import Failed, isolate_failures

log = logging.getLogger(__name__)

PATIENCE = timedelta(hours=72)
GRACE = timedelta(minutes=10)  # the answer to our submit comes before
SOONEST = timedelta(seconds=1)
FAILED, UNREAD = "report_failed", "report_unread"

CandidatesOf = Callable[[RawReport], list[Candidate]]


def unmatched_reports(now: datetime) -> QuerySet[RawReport]:
    """Reports that fit none of our messages though time enough has passed: those still waiting, or given up."""
    waited = RawReport.objects.exclude(unread_since=None).filter(received_at__lte=now - GRACE)
    return waited.filter(~Exists(Receipt.objects.filter(report=OuterRef("pk")))).defer("body_sealed").order_by("-id")


def postpone_young(reports: Sequence[RawReport], now: datetime) -> set[int]:
    """Have these reports read again later, with growing waits; gives the ids of those that are young enough for it."""
    waiting = {report.id for report in reports if now - report.received_at < PATIENCE}
    if waiting:
        half = ExpressionWrapper((Value(now) - F("received_at")) / 2, output_field=DurationField())
        later = ExpressionWrapper(Value(now) + Greatest(half, Value(SOONEST)), output_field=DateTimeField())
        RawReport.objects.filter(id__in=waiting).update(unread_since=later)
    return waiting


def quarantine_reports(failed: Sequence[Failed[RawReport]], candidates_of: CandidatesOf, now: datetime) -> None:
    """Keep them for later, and ask people to find out from the provider what they would have told."""
    if not failed:
        return
    for one in failed:
        log.error("report %d (%s) is in quarantine (%s)", one.row.id, one.row.channel, one.kind)
    reports = [one.row for one in failed]
    young = postpone_young(reports, now)
    RawReport.objects.filter(id__in={report.id for report in reports} - young).update(read_at=now)
    isolate_failures(
        reports, lambda some: _tell(some, candidates_of, now)
    )  # one that fits nobody's attempt tells nobody


def _tell(reports: Sequence[RawReport], candidates_of: CandidatesOf, now: datetime) -> None:
    matched = match_receipts([candidate for report in reports for candidate in candidates_of(report)])
    ask_people({match.attempt_id for match in matched.values()}, FAILED, now)


def ask_people(attempt_ids: Collection[int], reason: str, now: datetime) -> None:
    """What came back about these messages is for people: one task for each envelope."""
    if not attempt_ids:
        return
    attempts = Attempt.objects.filter(id__in=attempt_ids).select_related("envelope__case__court")
    envelopes = {attempt.envelope for attempt in attempts}
    open_tasks([TaskDraft("check_outcome", reason, envelope.case, envelope) for envelope in envelopes], now)
