"""Reads kept reports, matches each to its attempt, and derives anew; safe to repeat, in any order."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import Q

from songda.channels.contract import OwnerAct
from songda.channels.contract import Receipt as Read
from songda.records.delivery.attempts.derive import derive_states
from songda.records.delivery.attempts.matching import Candidate, Match, match_receipts, may_fit_later
from songda.records.delivery.attempts.models import LONGEST_ID, RawReport, Receipt
from songda.records.delivery.attempts.reports import read_body
from songda.records.delivery.attempts.unmatched import UNREAD, ask_people, postpone_young, quarantine_reports
from songda.records.ground.queue.isolation import isolate_failures

log = logging.getLogger(__name__)

Reader = Callable[[bytes], Sequence[Read | OwnerAct]]
BATCH = 500
ROUNDING = timedelta(minutes=1)


@dataclass(frozen=True)
class ToldBy:
    """An owner's act, the channel that brought it, and when."""

    act: OwnerAct
    channel: str
    received_at: datetime


Heed = Callable[[ToldBy, datetime], None]


def _nobody_heeds(_told: ToldBy, _now: datetime) -> None:
    """What owners do is noted by nobody here."""


@transaction.atomic
def apply_reports(readers: Mapping[str, Reader], now: datetime, *, heed: Heed = _nobody_heeds) -> int:
    """Apply up to one batch of unread reports; gives back how many were looked at.

    A report that cannot be worked with is put in quarantine and holds no other up. `heed` is told what the owners of
    addresses did at a provider, within the same transaction.
    """
    unread = RawReport.objects.filter(read_at=None).filter(Q(unread_since=None) | Q(unread_since__lte=now))
    reports = list(unread.order_by("id").select_for_update(skip_locked=True)[:BATCH])
    _, failed = isolate_failures(reports, partial(_apply, readers=readers, heed=heed, now=now))
    quarantine_reports(failed, partial(_candidates, readers=readers), now)
    return len(reports)


def _apply(reports: Sequence[RawReport], readers: Mapping[str, Reader], heed: Heed, now: datetime) -> None:
    said = [(report, each) for report in reports for each in _read(report, readers)]
    candidates = [Candidate(report, _storable(each)) for report, each in said if isinstance(each, Read)]
    for report, each in said:
        if isinstance(each, OwnerAct):
            heed(ToldBy(each, report.channel, report.received_at), now)
    matched = match_receipts(candidates)
    _store(matched)
    _mark(reports, candidates, matched, now)
    ask_people({match.attempt_id for c, match in matched.items() if c.read.needs_person}, UNREAD, now)
    derive_states(sorted({match.attempt_id for match in matched.values()}), now)


def _candidates(report: RawReport, readers: Mapping[str, Reader]) -> list[Candidate]:
    """The receipts in a report."""
    return [Candidate(report, _storable(each)) for each in _read(report, readers) if isinstance(each, Read)]


def _read(report: RawReport, readers: Mapping[str, Reader]) -> Sequence[Read | OwnerAct]:
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


def _storable(read: Read) -> Read:
    """Without NUL characters, which no text column takes, and without an id that is longer than any."""
    texts = {name: getattr(read, name) for name in ("code", "provider_id", "ref_tail", "to")}
    plain = {name: text.replace("\0", "") for name, text in texts.items() if text and "\0" in text}
    kept = replace(read, **plain) if plain else read
    return kept if len(kept.provider_id or "") <= LONGEST_ID else replace(kept, provider_id=None)


def _store(matched: Mapping[Candidate, Match]) -> None:
    Receipt.objects.bulk_create(
        [
            Receipt(
                report=c.report,
                attempt_id=match.attempt_id,
                part=match.part,
                kind=c.read.kind.value,
                code=c.read.code[:40],
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
    reported, claimed = candidate.read.happened_at, match.claimed_at
    received = max(candidate.report.received_at, claimed or candidate.report.received_at)
    if reported is None:
        return received
    if claimed is None or reported >= claimed:
        return min(reported, received) if reported - received < ROUNDING else received
    return claimed if claimed - reported < ROUNDING else received


def _mark(
    reports: Sequence[RawReport],
    candidates: Sequence[Candidate],
    matched: Mapping[Candidate, Match],
    now: datetime,
) -> None:
    """Reports that fit nothing yet are looked at again; the answer to our submit may still be on its way."""
    lost = {c.report.id for c in candidates if c not in matched and may_fit_later(c)}
    waiting = postpone_young([r for r in reports if r.id in lost], now)
    done = {r.id for r in reports} - waiting
    RawReport.objects.filter(id__in=done).update(read_at=now)
