"""The state of attempts, derived from all their receipts; of some nobody knows it, and then people ask.

The engine is told what changed.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from songda.core.delivery.incidents import RESTORED_UNKNOWN
from songda.core.delivery.states import OPEN_TO_RECEIPTS, Outcome, State, derive
from songda.core.delivery.tasks import Fact
from songda.core.evidence.canonical import Json
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.service.attempts.models import Attempt, Receipt
from songda.records.service.orders.due import mark_for_law
from songda.records.service.tasks.actions import TaskDraft, end_by_fact, open_tasks
from songda.records.service.tasks.models import Task

_COLUMNS = {
    "state": "text",
    "arrived_at": "timestamptz",
    "failed_at": "timestamptz",
    "bounced_at": "timestamptz",
}
_OPEN = ", ".join(f"'{state.value}'" for state in sorted(OPEN_TO_RECEIPTS))
SILENCE = timedelta(hours=1)
_TASK, _REASON = "check_outcome", "unknown_outcome"


def derive_states(attempt_ids: Sequence[int], now: datetime) -> None:
    """Inside the caller's transaction: lock the attempts, derive, write what changed with one event each.

    Locked before their receipts are read: of two workers that bring a part each, the second sees both parts.
    """
    rows = Attempt.objects.filter(id__in=attempt_ids).select_related("envelope").order_by("id")
    attempts = list(rows.select_for_update(of=("self",), no_key=True))
    receipts = _receipts(attempt_ids)
    parts = {key: [r.of_part for r in rows] for key, rows in receipts.items()}
    changed = [
        (attempt, outcome)
        for attempt in attempts
        if attempt.id in parts
        and (outcome := derive(attempt.parts_total, parts[attempt.id])).state
        and _differs(attempt, outcome)
    ]
    if changed:
        _write(changed, receipts, now)


def _receipts(attempt_ids: Sequence[int]) -> dict[int, list[Receipt]]:
    grouped: dict[int, list[Receipt]] = defaultdict(list)
    rows = Receipt.objects.filter(attempt_id__in=attempt_ids).select_related("report").order_by("id")
    for receipt in rows.defer("report__body_sealed"):
        grouped[receipt.attempt_id].append(receipt)
    return grouped


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


def receipts_in_event(receipts: Sequence[Receipt]) -> list[Json]:
    """As events tell of them; each comes with its report."""
    return [
        {
            "part": r.part,
            "kind": r.kind,
            "code": r.code,
            "happened_at": r.happened_at.isoformat(),
            "report_sha256": bytes(r.report.sha256).hex(),
        }
        for r in receipts
    ]


def _event(attempt: Attempt, outcome: Outcome, receipts: Sequence[Receipt]) -> NewEvent:
    return NewEvent(
        name=_name(attempt, outcome),
        stream=f"attempt:{attempt.id}",
        case_id=attempt.envelope.case_id,
        happened_at=outcome.arrived_at or outcome.bounced_at or outcome.failed_at or receipts[-1].happened_at,
        actor=f"provider:{attempt.channel}",
        data={"channel": attempt.channel, "parts_total": attempt.parts_total, "receipts": receipts_in_event(receipts)},
    )


def _name(attempt: Attempt, outcome: Outcome) -> str:
    if outcome.state is State.ARRIVED:
        return "attempt.arrived"
    return "attempt.bounced" if attempt.arrived_at or outcome.bounced_at else "attempt.failed"


Row = tuple[Any, ...]


def update_many(table: str, columns: dict[str, str], rows: Sequence[Row], *, only: str = "true") -> list[int]:
    """UPDATE `table` from `rows`, one statement; gives back the ids that were really changed.

    Each row is (id, value for every column in order). `columns` maps a column to its PostgreSQL type. `only` is a
    fixed condition on the old row `t`, so that a move never overwrites what others have learned in the meantime.
    """
    if not rows:
        return []
    names = list(columns)
    arrays = [list(values) for values in zip(*rows, strict=True)]
    types = ["bigint", *columns.values()]
    unnested = ", ".join(f"%s::{kind}[]" for kind in types)
    assignments = ", ".join(f"{name} = v.{name}" for name in names)
    statement = (
        f"UPDATE {table} t SET {assignments} FROM unnest({unnested}) AS v(id, {', '.join(names)}) "  # noqa: S608 - fixed names
        f"WHERE t.id = v.id AND ({only}) RETURNING t.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, arrays)
        return [row[0] for row in cursor.fetchall()]


# Attempts of which nobody knows whether the provider took them: after an hour of silence a person asks the provider.
#
# Nothing is sent again by itself. Reports on messages that did go out come within minutes as a rule, so that an hour
# asks nobody in vain; the attempt stays open to a late report until its window ends, and a report closes the task.

ASKED_AT_ONCE = 500


@transaction.atomic
def ask_about_unknown(now: datetime) -> int:
    """Open a task for each attempt that has been unknown for an hour; gives back how many."""
    unknown = Attempt.objects.filter(state="unknown", purpose="service", claimed_at__lte=now - SILENCE)
    earlier = Task.objects.filter(
        envelope=OuterRef("envelope"), kind=_TASK, reason=_REASON, opened_at__gte=OuterRef("claimed_at")
    )
    unknown = unknown.exclude(code=RESTORED_UNKNOWN)  # people decide about all of these at once, on one page
    attempts = unknown.exclude(Exists(earlier)).select_related("envelope__case__court").order_by("id")
    return ask_provider(list(attempts[:ASKED_AT_ONCE]), now)


def ask_provider(attempts: Sequence[Attempt], now: datetime) -> int:
    """Open a task for the envelope of each; the attempts come with case and court. Gives back how many they were."""
    envelopes = [attempt.envelope for attempt in attempts]
    open_tasks([TaskDraft(_TASK, _REASON, envelope.case, envelope) for envelope in envelopes], now)
    return len(attempts)


def note_known(envelope_ids: Sequence[UUID], now: datetime) -> None:
    """A report told what became of them: nobody has to ask any more."""
    if envelope_ids:
        end_by_fact(Fact.OUTCOME_KNOWN, Q(envelope_id__in=envelope_ids, reason=_REASON), "engine", now)


def denied_at(attempt: Attempt) -> datetime | None:
    """The last time that it was said after the attempt: by whoever holds the number, or found out on the telephone.

    The attempt comes with its address. What a later conversation with the right person put right is no denial.
    """
    moments = (_by_holder(attempt), _on_the_phone(attempt))
    return max((at for at in moments if at is not None), default=None)


def _by_holder(attempt: Attempt) -> datetime | None:
    denied_at, went = attempt.address.disowned_at, attempt.submitted_at is not None
    return denied_at if denied_at is not None and went and attempt.planned_at <= denied_at else None


def _on_the_phone(attempt: Attempt) -> datetime | None:
    address = attempt.address
    is_rejected = address.address_class == "rejected" and attempt.address_class != "rejected"
    return address.class_since if is_rejected and attempt.planned_at <= address.class_since else None
