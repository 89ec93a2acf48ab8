"""Providers' reports: kept exactly as they came, then read, matched to their attempts and applied.

They are kept before anything is made of them and before they are acknowledged. To apply them is safe to repeat, in any
order. Those that fit no attempt yet, or cannot be worked with, are looked at again for some days.
"""

import hashlib
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import (
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Greatest

from songda.channels.contract import OwnerAct
from songda.channels.contract import RawReport as Report
from songda.channels.contract import Receipt as ChannelReceipt
from songda.exchange import plain_text
from songda.records.ground import vault
from songda.records.ground.queue import Failed, ask, isolate_failures, isolating
from songda.records.service.attempts.channel_tests import reports_of_tests
from songda.records.service.attempts.matching import ROUNDING, Candidate, Match, match_receipts, may_fit_later
from songda.records.service.attempts.models import LONGEST_ID, Attempt, RawReport, Receipt
from songda.records.service.attempts.states import derive_states
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.trust.sealing import SealError

PROVIDER_CELL = "report.body:{digest}"
log = logging.getLogger(__name__)
PATIENCE = timedelta(hours=72)
_ANSWER_COMES_FIRST = timedelta(minutes=10)  # the answer to our submit comes before
_SOONEST = timedelta(seconds=1)
FAILED, UNREAD = "report_failed", "report_unread"
BATCH = 500


@transaction.atomic
def keep_reports(reports: Sequence[Report]) -> None:
    """Store the raw reports and ask for their reading; when this returns they survive a crash."""
    RawReport.objects.bulk_create(_row(report) for report in reports)
    ask("attempts.apply_reports")


def _row(report: Report) -> RawReport:
    digest = hashlib.sha256(report.body).digest()
    return RawReport(
        channel=report.channel,
        provider=report.provider[:60],
        body_sealed=vault.seal_bytes(_cell(digest), report.body),
        sha256=digest,
        received_at=report.received_at,
    )


def read_body(report: RawReport) -> bytes:
    """The report as it came."""
    return vault.open_bytes(_cell(bytes(report.sha256)), report.body_sealed)


def is_intact(report: RawReport) -> bool:
    """Whether what is kept of it is what came: it opens for its hash alone, and has it."""
    try:
        return hashlib.sha256(read_body(report)).digest() == bytes(report.sha256)
    except SealError:
        return False


def _cell(digest: bytes) -> str:
    return PROVIDER_CELL.format(digest=digest.hex())


CandidatesOf = Callable[[RawReport], list[Candidate]]


def unmatched_reports(now: datetime) -> QuerySet[RawReport]:
    """Reports that fit none of our messages though time enough has passed: those still waiting, or given up."""
    waited = RawReport.objects.exclude(unread_since=None).filter(received_at__lte=now - _ANSWER_COMES_FIRST)
    return waited.filter(~Exists(Receipt.objects.filter(report=OuterRef("pk")))).defer("body_sealed").order_by("-id")


def postpone_young(reports: Sequence[RawReport], now: datetime) -> set[int]:
    """Have these reports read again later, with growing waits; gives the ids of those that are young enough for it."""
    waiting = {report.id for report in reports if now - report.received_at < PATIENCE}
    if waiting:
        half = ExpressionWrapper((Value(now) - F("received_at")) / 2, output_field=DurationField())
        later = ExpressionWrapper(Value(now) + Greatest(half, Value(_SOONEST)), output_field=DateTimeField())
        RawReport.objects.filter(id__in=waiting).update(unread_since=later)
    return waiting


def quarantine_reports(failed: Sequence[Failed[RawReport]], read: CandidatesOf, now: datetime) -> None:
    """Keep them for later, and ask people to find out from the provider what they would have told."""
    for one in failed:
        log.error("report %d (%s) is in quarantine (%s)", one.row.id, one.row.channel, one.kind)
    reports = [one.row for one in failed]
    young = postpone_young(reports, now)
    RawReport.objects.filter(id__in={report.id for report in reports} - young).update(read_at=now)
    isolate_failures(reports, lambda some: _ask_about(some, read, now))  # one that fits nobody's attempt tells nobody


def _ask_about(reports: Sequence[RawReport], read: CandidatesOf, now: datetime) -> None:
    matched = match_receipts([candidate for report in reports for candidate in read(report)])
    ask_people({match.attempt_id for match in matched.values()}, FAILED, now)


def ask_people(attempt_ids: Collection[int], reason: str, now: datetime) -> None:
    """What came back about these messages is for people: one task for each envelope."""
    if not attempt_ids:
        return
    attempts = Attempt.objects.filter(id__in=attempt_ids).select_related("envelope__case__court")
    envelopes = {attempt.envelope for attempt in attempts}
    open_tasks([TaskDraft("check_outcome", reason, envelope.case, envelope) for envelope in envelopes], now)


Reader = Callable[[bytes], Sequence[ChannelReceipt | OwnerAct]]


@dataclass(frozen=True)
class ReportedAct:
    """An owner's act, the channel that brought it, and when."""

    act: OwnerAct
    channel: str
    received_at: datetime


TakeAct = Callable[[ReportedAct, datetime], bool]


def _take_none(_act: ReportedAct, _now: datetime) -> bool:
    """What owners do is noted by nobody here, and waits for nobody."""
    return True


@isolating
def apply_reports(readers: Mapping[str, Reader], now: datetime, *, take_act: TakeAct = _take_none) -> int:
    """Apply up to one batch of unread reports; gives back how many were looked at.

    A report that cannot be worked with is put in quarantine and delays no other. `take_act` is called with what the
    owners of addresses did at a provider, within the same transaction; it says whether that concerned anybody of ours:
    a report of strangers alone is not kept.
    """
    unread = RawReport.objects.filter(read_at=None).filter(Q(unread_since=None) | Q(unread_since__lte=now))
    reports = list(unread.order_by("id").select_for_update(skip_locked=True)[:BATCH])
    _, failed = isolate_failures(reports, partial(_apply, readers=readers, take_act=take_act, now=now))
    if failed:
        quarantine_reports(failed, partial(candidates_of, readers=readers), now)
    return len(reports)


def _apply(reports: Sequence[RawReport], readers: Mapping[str, Reader], take_act: TakeAct, now: datetime) -> None:
    acts = [(report, each) for report in reports for each in _read(report, readers)]
    candidates = [Candidate(report, _storable(each)) for report, each in acts if isinstance(each, ChannelReceipt)]
    of_ours = {
        report.id
        for report, each in acts
        if not isinstance(each, OwnerAct) or take_act(ReportedAct(each, report.channel, report.received_at), now)
    }
    matched = match_receipts(candidates)
    _store(matched)
    others = [c for c in candidates if c not in matched and may_fit_later(c)]
    of_tests = reports_of_tests(others) if others else set()
    _mark(reports, candidates, matched.keys() | of_tests, now)
    ask_people({match.attempt_id for c, match in matched.items() if c.receipt.needs_person}, UNREAD, now)
    derive_states(sorted({match.attempt_id for match in matched.values()}), now)
    RawReport.objects.filter(id__in={report.id for report, _ in acts} - of_ours).delete()


def candidates_of(report: RawReport, readers: Mapping[str, Reader]) -> list[Candidate]:
    """The receipts in a report."""
    return [Candidate(report, _storable(each)) for each in _read(report, readers) if isinstance(each, ChannelReceipt)]


def _read(report: RawReport, readers: Mapping[str, Reader]) -> Sequence[ChannelReceipt | OwnerAct]:
    """What a report says. One that cannot be read is kept as it came and never applied, and holds no other up."""
    reader = readers.get(report.channel)
    if reader is None:  # no such channel any more
        return []
    try:
        return reader(read_body(report))
    except ValueError:  # not one of ours
        return []
    except Exception as wrong:  # noqa: BLE001 - anybody may send a mail, so anything may be wrong with it
        log.warning("report %d (%s) cannot be read (%s)", report.id, report.channel, type(wrong).__name__)
        return []


def _storable(receipt: ChannelReceipt) -> ChannelReceipt:
    """In words that every row and event takes, and without an id that is longer than any."""
    texts = {name: getattr(receipt, name) for name in ("code", "provider_id", "ref_tail", "to")}
    plain: dict[str, Any] = {name: plain_text(text) for name, text in texts.items() if text and not text.isprintable()}
    kept = replace(receipt, **plain) if plain else receipt
    return kept if len(kept.provider_id or "") <= LONGEST_ID else replace(kept, provider_id=None)


def _store(matched: Mapping[Candidate, Match]) -> None:
    Receipt.objects.bulk_create(
        [
            Receipt(
                report=c.report,
                attempt_id=match.attempt_id,
                part=match.part,
                kind=c.receipt.kind.value,
                code=c.receipt.code[:40],
                happened_at=_happened_at(c, match),
                received_at=c.report.received_at,
            )
            for c, match in matched.items()
        ],
        ignore_conflicts=True,
    )


def _happened_at(candidate: Candidate, match: Match) -> datetime:
    """The provider's time, unless it cannot be: providers round down to the minute, and their clocks go wrong.

    A time in the minute before the message was handed over means that moment; an earlier one is no time at all, and
    the moment at which the report came takes its place. The report itself is kept as it came. Nor can a report have
    come before its message went out: where it seems so, the clocks of two machines differ.
    """
    reported, claimed = candidate.receipt.happened_at, match.claimed_at
    received = max(candidate.report.received_at, claimed or candidate.report.received_at)
    if reported is None:
        return received
    if claimed is None or reported >= claimed:
        return min(reported, received) if reported - received < ROUNDING else received
    return claimed if claimed - reported < ROUNDING else received


def _mark(
    reports: Sequence[RawReport],
    candidates: Sequence[Candidate],
    matched: Collection[Candidate],
    now: datetime,
) -> None:
    """Reports that fit nothing yet are looked at again; the answer to our submit may still be on its way."""
    unmatched = {c.report.id for c in candidates if c not in matched and may_fit_later(c)}
    waiting = postpone_young([r for r in reports if r.id in unmatched], now)
    done = {r.id for r in reports} - waiting
    RawReport.objects.filter(id__in=done).update(read_at=now)
