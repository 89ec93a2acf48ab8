"""Kept reports read anew, after a mend of how they are read: what they no longer prove is taken back by a person.

Nothing changes by itself. What was found is listed; whoever answers for it takes it back, which goes on record with the
reports as they stand now, asks the law again, and is a task for the clerk of the case.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db import transaction

from songda.core.delivery.states import State, derive
from songda.core.evidence.canonical import Json
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.queue import chunks
from songda.records.service.attempts.matching import Candidate, are_similar
from songda.records.service.attempts.models import Attempt, Part, Receipt
from songda.records.service.attempts.reports import Reader, ask_people, candidates_of
from songda.records.service.attempts.states import receipts_in_event, update_many
from songda.records.service.orders.due import mark_for_law

REREAD = "report_reread"
_COLUMNS = {"state": "text", "arrived_at": "timestamptz", "failed_at": "timestamptz", "bounced_at": "timestamptz"}


@dataclass(frozen=True)
class ReadOtherwise:
    """A receipt by which a message counts as arrived, and what the same report says by today's reading."""

    receipt: Receipt
    kind: str


@dataclass(frozen=True)
class TakingBack:
    """Who answers for it, and why."""

    by: str
    reason: str


def read_otherwise(readers: Mapping[str, Reader], court: Court | None = None) -> Iterator[ReadOtherwise]:
    """Every arrival on record that its report, read today, does not prove; reports that name nothing are left alone."""
    arrivals = Receipt.objects.filter(kind="arrived", attempt__channel__in=readers)
    if court is not None:
        arrivals = arrivals.filter(attempt__envelope__case__court=court)
    for some in chunks(list(arrivals.order_by("attempt_id", "id").values_list("id", flat=True))):
        rows = Receipt.objects.filter(id__in=some).select_related("report", "attempt__envelope__case")
        for receipt in rows.order_by("attempt_id", "id"):
            said = [one.receipt for one in candidates_of(receipt.report, readers) if _speaks_of(one, receipt.attempt)]
            said = [one for one in said if one.code[:40] == receipt.code] or said
            if said and "arrived" not in {one.kind.value for one in said}:
                yield ReadOtherwise(receipt, said[0].kind.value)


def _speaks_of(candidate: Candidate, attempt: Attempt) -> bool:
    tail = candidate.receipt.ref_tail
    if tail:
        return str(attempt.id).zfill(len(tail)).endswith(tail)
    ids = Part.objects.filter(attempt=attempt).values_list("provider_id", flat=True)
    return any(are_similar(candidate.receipt.provider_id or "", each) for each in ids)


def take_back(found: Sequence[ReadOtherwise], taking: TakingBack, now: datetime) -> int:
    """Take these arrivals back, a message in a transaction; how many messages stand otherwise now."""
    in_order = sorted(found, key=lambda each: each.receipt.attempt_id)
    return sum(
        _take_back(attempt_id, list(own), taking, now)
        for attempt_id, own in groupby(in_order, key=lambda each: each.receipt.attempt_id)
    )


@transaction.atomic
def _take_back(attempt_id: int, found: Sequence[ReadOtherwise], taking: TakingBack, now: datetime) -> bool:
    attempt = Attempt.objects.select_related("envelope").select_for_update(of=("self",)).get(id=attempt_id)
    rows = {one.id: one for one in Receipt.objects.filter(attempt=attempt).select_related("report").order_by("id")}
    held = [(rows[one.receipt.id], one.kind) for one in found if one.receipt.id in rows]
    held = [(row, kind) for row, kind in held if row.kind == "arrived"]
    if not held:
        return False
    was: list[Json] = receipts_in_event([row for row, _ in held])
    for row, kind in held:
        row.kind = kind
        same = Receipt.objects.filter(attempt=attempt, part=row.part, kind=kind, code=row.code)
        if same.filter(happened_at=row.happened_at).exists():
            rows.pop(row.id).delete()
        else:
            row.save(update_fields=["kind"])
    outcome = derive(attempt.parts_total, [r.of_part for r in rows.values()])
    state = outcome.state or State.EXPIRED  # no report that proves anything came in the time for it
    ends = (outcome.arrived_at, outcome.failed_at, outcome.bounced_at)
    update_many("attempts_attempt", _COLUMNS, [(attempt.id, state.value, *ends)])
    record([_event(attempt, list(rows.values()), was, taking, now)], now)
    ask_people({attempt.id}, REREAD, now)
    mark_for_law({attempt.envelope_id} if attempt.purpose == "service" else set(), now)
    return True


def _event(
    attempt: Attempt, receipts: Sequence[Receipt], was: list[Json], taking: TakingBack, now: datetime
) -> NewEvent:
    return NewEvent(
        name="attempt.reread",
        stream=f"attempt:{attempt.id}",
        case_id=attempt.envelope.case_id,
        happened_at=now,
        actor=taking.by,
        data={
            "channel": attempt.channel,
            "parts_total": attempt.parts_total,
            "receipts": receipts_in_event(receipts),
            "taken_back": was,
        },
        private={"reason": taking.reason},
    )
