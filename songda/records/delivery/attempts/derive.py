"""Derives the state of attempts from all their receipts and tells the engine what changed."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from songda.core.delivery.states import OPEN_TO_RECEIPTS, Outcome, PartReceipt, State, derive
from songda.core.evidence.canonical import Json
from songda.records.delivery.attempts.bulk_statements import update_many
from songda.records.delivery.attempts.models import Attempt, Receipt
from songda.records.delivery.attempts.unknown_submissions import note_known
from songda.records.delivery.orders.due import mark_for_law
from songda.records.ground.evidence.actions import NewEvent, record

_COLUMNS = {
    "state": "text",
    "arrived_at": "timestamptz",
    "failed_at": "timestamptz",
    "bounced_at": "timestamptz",
}
_OPEN = ", ".join(f"'{state.value}'" for state in sorted(OPEN_TO_RECEIPTS))


def derive_states(attempt_ids: Sequence[int], now: datetime) -> None:
    """Inside the caller's transaction: lock the attempts, derive, write what changed with one event each.

    Locked before their receipts are read: of two workers that bring a part each, the second sees both parts.
    """
    _lock(attempt_ids)
    receipts = _receipts(attempt_ids)
    if not receipts:
        return
    changed = [
        (attempt, outcome)
        for attempt in Attempt.objects.filter(id__in=receipts).select_related("envelope").order_by("id")
        if (outcome := derive(attempt.parts_total, _part_receipts(receipts[attempt.id]))).state
        and _differs(attempt, outcome)
    ]
    _write(changed, receipts, now)


def _lock(attempt_ids: Sequence[int]) -> None:
    attempts = Attempt.objects.filter(id__in=attempt_ids).order_by("id").select_for_update(no_key=True)
    list(attempts.values_list("id", flat=True))


def _receipts(attempt_ids: Sequence[int]) -> dict[int, list[Receipt]]:
    grouped: dict[int, list[Receipt]] = defaultdict(list)
    rows = Receipt.objects.filter(attempt_id__in=attempt_ids).select_related("report").order_by("id")
    for receipt in rows.defer("report__body_sealed"):
        grouped[receipt.attempt_id].append(receipt)
    return grouped


def _part_receipts(receipts: Sequence[Receipt]) -> list[PartReceipt]:
    return [PartReceipt(r.part, r.kind, r.happened_at) for r in receipts]


def _differs(attempt: Attempt, outcome: Outcome) -> bool:
    known = (attempt.state, attempt.arrived_at, attempt.failed_at, attempt.bounced_at)
    return known != (outcome.state, outcome.arrived_at, outcome.failed_at, outcome.bounced_at)


def _write(changed: Sequence[tuple[Attempt, Outcome]], receipts: dict[int, list[Receipt]], now: datetime) -> None:
    rows = [(a.id, o.state, o.arrived_at, o.failed_at, o.bounced_at) for a, o in changed]
    moved = set(update_many("attempts_attempt", _COLUMNS, rows, only=f"t.state IN ({_OPEN})"))
    moved_ones = [(a, o) for a, o in changed if a.id in moved]
    record([_event(a, o, receipts[a.id]) for a, o in moved_ones], now)
    mark_for_law({a.envelope_id for a, _ in moved_ones if a.purpose == "service"}, now)
    note_known([a.envelope_id for a, _ in moved_ones if a.state == State.UNKNOWN], now)


def _event(attempt: Attempt, outcome: Outcome, receipts: Sequence[Receipt]) -> NewEvent:
    seen: list[Json] = [
        {
            "part": r.part,
            "kind": r.kind,
            "code": r.code,
            "happened_at": r.happened_at.isoformat(),
            "report_sha256": bytes(r.report.sha256).hex(),
        }
        for r in receipts
    ]
    return NewEvent(
        name=_name(attempt, outcome),
        stream=f"attempt:{attempt.id}",
        case_id=attempt.envelope.case_id,
        happened_at=outcome.arrived_at or outcome.bounced_at or outcome.failed_at or receipts[-1].happened_at,
        actor=f"provider:{attempt.channel}",
        data={"channel": attempt.channel, "parts_total": attempt.parts_total, "receipts": seen},
    )


def _name(attempt: Attempt, outcome: Outcome) -> str:
    if outcome.state is State.ARRIVED:
        return "attempt.arrived"
    return "attempt.bounced" if attempt.arrived_at or outcome.bounced_at else "attempt.failed"
