"""Holds what may have gone out already, though the database does not know it: it is in doubt until people decide.

Calls that spoke a notice are among it: the journal outside tells of them, and nobody is rung again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from songda.core.delivery.incidents import RESTORED_UNKNOWN, SEND_AGAIN
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.restores.models import LostCall, Quarantine
from songda.records.ground.restores.queries import open_quarantine, order_mark, restore_state
from songda.records.matter.parties.models import Address
from songda.records.service.attempts.models import Attempt
from songda.records.service.telephone.models import Dial
from songda.trust.outside.lines import NoticeCall

CHUNK = 500
# A try that waits, or was just being handed over, is one that the journal tells of when it is the same step of the same
# envelope, or goes to the same number by an order that was placed again under the same key. Each line holds one try.
_MATCH = """
SELECT a.id, l.id, l.at FROM attempts_attempt a
JOIN restores_losthandover l ON l.attempt_id IS NULL AND l.channel = a.channel AND l.purpose = a.purpose
    AND l.envelope_id = a.envelope_id AND l.n = a.n AND l.to_index = a.to_index
WHERE (a.state = 'pending' AND a.code <> %(again)s OR a.state = 'submitting') ORDER BY a.id LIMIT %(limit)s
"""
_KEYED = """
SELECT a.id, e.case_id, o.idempotency_key, c.code, a.to_index, a.channel, a.purpose, a.n
FROM attempts_attempt a JOIN orders_envelope e ON e.id = a.envelope_id JOIN orders_order o ON o.id = e.order_id
JOIN staff_court c ON c.id = o.court_id
WHERE a.state = 'pending' AND a.code <> %(again)s AND o.idempotency_key IS NOT NULL
  AND EXISTS (SELECT FROM restores_losthandover l WHERE l.attempt_id IS NULL AND l.order_mark <> ''
              AND l.to_index = a.to_index)
ORDER BY a.id
"""
_TAKE = """
UPDATE restores_losthandover l SET attempt_id = %(attempt)s WHERE l.id = (
    SELECT id FROM restores_losthandover WHERE attempt_id IS NULL AND order_mark = %(mark)s AND to_index = %(to)s
    AND channel = %(channel)s AND purpose = %(purpose)s AND n = %(n)s ORDER BY id LIMIT 1
) RETURNING l.at
"""
LISTED = 100  # of the newest; nobody reads more of them on a page


@transaction.atomic
def hold(now: datetime) -> int:
    """Everything that waits and may have gone out becomes unknown; gives how many. Nothing to do is cheap.

    Without a whole journal that is everything that was planned before the restore was recognised, and whatever is
    planned while the quarantine lasts for earlier envelopes, or for orders that other systems may be repeating.
    """
    count = 0
    if restore_state().has_lost:
        count += _hold_same_step(now) + _hold_same_order(now)
    quarantine = open_quarantine()
    if quarantine is not None:
        count += _hold_claimed(now)
        if not quarantine.is_journal_whole:
            count += _hold_all(_in_gap(quarantine), now)
            doubt_waiting_calls(quarantine)
    return count


def _hold_same_step(now: datetime) -> int:
    total = 0
    while rows := _matches():
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE restores_losthandover SET attempt_id = %s WHERE id = %s", [(row[0], row[1]) for row in rows]
            )
        total += _hold({attempt: at for attempt, _, at in rows}, now)
    return total


def _matches() -> Sequence[tuple[int, int, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute(_MATCH, {"again": SEND_AGAIN, "limit": CHUNK})
        rows: Sequence[tuple[int, int, datetime]] = cursor.fetchall()
    return rows


def _hold_same_order(now: datetime) -> int:
    last_by_attempt: dict[int, datetime] = {}
    with connection.cursor() as cursor:
        cursor.execute(_KEYED, {"again": SEND_AGAIN})
        for attempt, _, key, court, to, channel, purpose, n in cursor.fetchall():
            values = {"attempt": attempt, "mark": order_mark(court, key), "to": bytes(to)}
            cursor.execute(_TAKE, {**values, "channel": channel, "purpose": purpose, "n": n})
            if row := cursor.fetchone():
                last_by_attempt[attempt] = row[0]
    return _hold(last_by_attempt, now)


def _in_gap(quarantine: Quarantine) -> QuerySet[Attempt]:
    before = Q(planned_at__lte=quarantine.begun_at) | Q(envelope__order__placed_at__lte=quarantine.begun_at)
    before |= ~Q(envelope__order__idempotency_key=None)  # another system may be saying again what is lost here
    return Attempt.objects.filter(before, state="pending").exclude(code=SEND_AGAIN)


def _hold_claimed(now: datetime) -> int:
    """What a worker held at the moment of the backup: nobody renews its lease any more."""
    claimed = Attempt.objects.filter(state="submitting").values_list("id", "claimed_at")
    return _hold({number: at or now for number, at in claimed}, now)


def _hold_all(attempts: QuerySet[Attempt], now: datetime) -> int:
    total = 0
    while rows := list(attempts.order_by("id").values_list("id", "planned_at")[:CHUNK]):
        total += _hold(dict(rows), now)
    return total


def _hold(handed_at: dict[int, datetime], now: datetime) -> int:
    """Unknown from the moment at which each may have gone out. It takes two moves: what was in hand is in doubt."""
    waiting = Attempt.objects.filter(id__in=handed_at, state__in=("pending", "submitting"))
    attempts = list(waiting.select_related("envelope").select_for_update(of=("self",)).order_by("id"))
    for attempt in attempts:
        attempt.claimed_at, attempt.claimed_by = min(handed_at[attempt.id], now), RESTORED_UNKNOWN
        attempt.code, attempt.expires_at, attempt.state = RESTORED_UNKNOWN, None, "submitting"
    Attempt.objects.bulk_update(attempts, ["claimed_at", "claimed_by", "code", "expires_at", "state"])
    Attempt.objects.filter(id__in=[attempt.id for attempt in attempts]).update(state="unknown")
    record([_event(attempt, now) for attempt in attempts], now)
    return len(attempts)


def _event(attempt: Attempt, now: datetime) -> NewEvent:
    claimed_at = attempt.claimed_at.isoformat() if attempt.claimed_at else None
    return NewEvent(
        name="attempt.unknown",
        stream=f"attempt:{attempt.id}",
        case_id=attempt.envelope.case_id,
        happened_at=now,
        actor="engine",
        data={
            "channel": attempt.channel,
            "code": RESTORED_UNKNOWN,
            "claimed_by": RESTORED_UNKNOWN,
            "claimed_at": claimed_at,
        },
    )


def unknown_calls(lines: Sequence[NoticeCall]) -> list[NoticeCall]:
    """Those of which the database does not know that they were handed to the telephone system."""
    if not lines:
        return []
    handed = Dial.objects.filter(id__in=[line.dial for line in lines]).exclude(sent_at=None)
    known = set(handed.values_list("id", flat=True))
    return [line for line in lines if line.dial not in known]


def keep_lost_calls(lines: Sequence[NoticeCall], epoch: int) -> int:
    """Keep what the database does not know, and let nothing of it be placed a second time; gives how many.

    Those that still wait here count as handed over when the journal says so: the telephone system is asked what
    became of them, as after any worker that died.
    """
    lost = unknown_calls(lines)
    rows = [LostCall(dial_id=line.dial, epoch=epoch, to_index=line.to, at=line.at) for line in lost]
    LostCall.objects.bulk_create(rows, ignore_conflicts=True)
    for line in lost:
        Dial.objects.filter(id=line.dial, sent_at=None, ended_at=None).update(sent_at=line.at)
    return len(rows)


def doubt_waiting_calls(quarantine: Quarantine) -> int:
    """Without a whole journal every notice that was asked for before the restore may have been spoken."""
    waiting = Dial.objects.filter(kind="notice", sent_at=None, ended_at=None, asked_at__lte=quarantine.begun_at)
    return waiting.update(sent_at=quarantine.begun_at)


@dataclass(frozen=True)
class CallSince:
    """When such a call was placed, and the cases of a court in which its number stands: id and number of each."""

    at: datetime
    cases: tuple[tuple[object, str], ...]


def calls_since(court: Court) -> list[CallSince]:
    """The calls of the restore that people decide about now, the newest first, as this court sees them."""
    rows = list(LostCall.objects.order_by("-at")[:LISTED])
    addresses = Address.objects.filter(value_index__in=[row.to_index for row in rows], party__case__court=court)
    cases: dict[bytes, dict[object, str]] = {}
    for index, case, number in addresses.values_list("value_index", "party__case_id", "party__case__number"):
        cases.setdefault(bytes(index), {})[case] = number
    found = [(row.at, cases.get(bytes(row.to_index), {})) for row in rows]
    return [CallSince(at, tuple(each.items())) for at, each in found]
