"""Reads kept reports, matches each to its attempt, and derives anew; safe to repeat, in any order."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from songda.channels.contract import Receipt as Read
from songda.core.delivery.plan import CHANNEL_OF
from songda.records.delivery.derive import derive_states
from songda.records.delivery.models import Attempt, Part, RawReport, Receipt
from songda.records.delivery.reports import read_body
from songda.records.vault.indexes import address_index

Reader = Callable[[bytes], list[Read]]
KIND_OF = {channel: kind for kind, channel in CHANNEL_OF.items()}
BATCH = 500
_REFERABLE = ("submitting", "accepted", "unknown", "arrived", "failed", "expired")
PATIENCE = timedelta(hours=72)  # how long a report that fits nothing is looked at again


@dataclass(frozen=True)
class Candidate:
    """One receipt out of one kept report."""

    report: RawReport
    read: Read


@dataclass(frozen=True)
class Match:
    """The attempt and the part of it that a receipt speaks of."""

    attempt_id: int
    part: int


@transaction.atomic
def apply_reports(readers: Mapping[str, Reader], now: datetime) -> int:
    """Apply up to one batch of unread reports; gives back how many were looked at."""
    unread = RawReport.objects.filter(read_at=None).filter(Q(unread_since=None) | Q(unread_since__lte=now))
    reports = list(unread.order_by("id").select_for_update(skip_locked=True)[:BATCH])
    if not reports:
        return 0
    candidates = [c for report in reports for c in _candidates(report, readers)]
    matched = _match(candidates)
    _store(matched)
    _mark(reports, candidates, matched, now)
    derive_states(sorted({match.attempt_id for match in matched.values()}), now)
    return len(reports)


def _candidates(report: RawReport, readers: Mapping[str, Reader]) -> list[Candidate]:
    try:
        return [Candidate(report, read) for read in readers[report.channel](read_body(report))]
    except (KeyError, ValueError):  # not one of ours, or no such channel any more: kept as it came, never applied
        return []


def _match(candidates: Sequence[Candidate]) -> dict[Candidate, Match]:
    """Each candidate's attempt: by the provider's id, else by the echoed end of our reference and the address."""
    found = _by_provider_id(candidates)
    return found | _by_reference([c for c in candidates if c not in found and c.read.ref_tail and c.read.to])


def _by_provider_id(candidates: Sequence[Candidate]) -> dict[Candidate, Match]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for c in candidates:
        if c.read.provider_id:
            wanted[c.report.channel].add(c.read.provider_id)
    known: dict[tuple[str, str], Match] = {}
    for channel, ids in wanted.items():
        parts = Part.objects.filter(channel=channel, provider_id__in=ids)
        for provider_id, attempt_id, number in parts.values_list("provider_id", "attempt_id", "number"):
            known[channel, provider_id] = Match(attempt_id, number)
    keyed = {c: (c.report.channel, c.read.provider_id or "") for c in candidates}
    return {c: known[key] for c, key in keyed.items() if key in known}


def _by_reference(candidates: Sequence[Candidate]) -> dict[Candidate, Match]:
    """An attempt to that very address whose number ends with the echoed digits; the newest, if there are several."""
    indexes = {c: address_index(KIND_OF[c.report.channel], c.read.to or "") for c in candidates}
    if not indexes:
        return {}
    attempts = Attempt.objects.filter(to_index__in=set(indexes.values()), state__in=_REFERABLE)
    by_index: dict[bytes, list[int]] = defaultdict(list)
    for attempt_id, to_index in attempts.order_by("-id").values_list("id", "to_index"):
        by_index[bytes(to_index)].append(attempt_id)
    tails = {c: _ends_with(by_index[index], c.read.ref_tail or "") for c, index in indexes.items()}
    return {c: Match(attempt_id, c.read.part or 1) for c, attempt_id in tails.items() if attempt_id}


def _ends_with(attempt_ids: Iterable[int], tail: str) -> int | None:
    width = len(tail)
    return next((i for i in attempt_ids if str(i).zfill(width)[-width:] == tail), None)


def _store(matched: Mapping[Candidate, Match]) -> None:
    Receipt.objects.bulk_create(
        [
            Receipt(
                report=c.report,
                attempt_id=match.attempt_id,
                part=match.part,
                kind=c.read.kind.value,
                code=c.read.code[:40],
                happened_at=c.read.happened_at or c.report.received_at,
                received_at=c.report.received_at,
            )
            for c, match in matched.items()
        ],
        ignore_conflicts=True,
    )


def _mark(
    reports: Sequence[RawReport],
    candidates: Sequence[Candidate],
    matched: Mapping[Candidate, Match],
    now: datetime,
) -> None:
    """Reports that fit nothing yet are looked at again; the answer to our submit may still be on its way."""
    lost = {c.report.id for c in candidates if c not in matched}
    waiting = [r for r in reports if r.id in lost and now - r.received_at < PATIENCE]
    for report in waiting:
        pause = max(timedelta(seconds=1), (now - report.received_at) / 2)
        RawReport.objects.filter(id=report.id).update(unread_since=now + pause)
    done = {r.id for r in reports} - {r.id for r in waiting}
    RawReport.objects.filter(id__in=done).update(read_at=now)
