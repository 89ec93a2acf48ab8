"""When the engine looks at envelopes again: for their next step, or to ask the law. Nobody else writes these columns.

Whoever makes an envelope due asks for the job in the same breath and the same transaction, so that no mark waits for
the sweep. What the clock makes due is found by the sweep. Call all of it inside the transaction of the act.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Greatest

from songda.core.delivery.states import HEAD_START
from songda.records.ground.queue import ask_for
from songda.records.service.orders.models import Envelope

_WAIT_UNTIL = """
UPDATE orders_envelope AS e SET ask_law_at = told.at FROM unnest(%s::uuid[], %s::timestamptz[]) AS told (id, at)
WHERE e.id = told.id AND e.recalled_at IS NULL AND (e.ask_law_at IS NULL OR e.ask_law_at > told.at)
"""
_JUST_BEFORE = timedelta(milliseconds=1)
FEW = 20  # recipients of an order that somebody watches go out


def begin(envelopes: Sequence[Envelope], now: datetime) -> None:
    """Write new envelopes, due for their first step, those held back once that is over; a few come before many."""
    for envelope in envelopes:
        due_at = envelope.held_until or now
        ahead = _JUST_BEFORE if envelope.held_until else HEAD_START
        envelope.next_step_at = due_at - ahead if len(envelopes) <= FEW else due_at
    Envelope.objects.bulk_create(envelopes)
    ask_for("planning.advance", len(envelopes))


def release(order_ids: Collection[UUID], now: datetime) -> int:
    """What was held back so that it could be undone goes out at once; gives back how many envelopes."""
    rows = Envelope.objects.filter(order__in=order_ids, held_until__gt=now, recalled_at=None, closed_at=None)
    locked = list(rows.order_by("id").select_for_update(no_key=True).values_list("id", flat=True))
    ahead = HEAD_START if len(locked) <= FEW else timedelta(0)
    _these(locked).update(held_until=now, next_step_at=now - ahead)
    ask_for("planning.advance", len(locked))
    return len(locked)


def has_head_start(envelope: Envelope) -> bool:
    """Whether it comes before what was placed in bulk, as its messages should."""
    return envelope.next_step_at is not None and envelope.next_step_at < (envelope.held_until or envelope.placed_at)


def mark_for_step(envelope_ids: Collection[UUID], now: datetime) -> None:
    """Something ended or changed: the open ones among these envelopes are to be taken a step further."""
    if envelope_ids:
        lock_envelopes(envelope_ids)
    mark_locked_for_step(_these(envelope_ids), now)


def mark_person_for_step(party_id: UUID, now: datetime) -> None:
    """The same of all that is open for one person, before anything else of them is held."""
    mark_for_step(list(Envelope.objects.filter(party=party_id, closed_at=None).values_list("id", flat=True)), now)


def mark_locked_for_step(envelopes: QuerySet[Envelope], now: datetime) -> int:
    """The same for envelopes that the caller holds; gives back how many of them are open."""
    count = envelopes.filter(closed_at=None).update(next_step_at=Greatest(Value(now), F("held_until")))
    ask_for("planning.advance", count)
    return count


def reopen(envelope_ids: Collection[UUID], now: datetime) -> None:
    """These envelopes, held by the caller, are not served (any more): they are open and due for a step."""
    ask_for("planning.advance", _these(envelope_ids).update(next_step_at=now, closed_at=None))


def wait_for_step(envelope_ids: Collection[UUID], until: datetime | None) -> None:
    """The clock brings the next step of these envelopes; None: an event does, or nothing."""
    _these(envelope_ids).update(next_step_at=until)


def mark_for_law(envelope_ids: Collection[UUID], now: datetime) -> None:
    """The facts of these envelopes changed, so the law is to be asked again."""
    if len(envelope_ids) > 1:
        lock_envelopes(envelope_ids)
    mark_locked_for_law(_these(envelope_ids), now)


def mark_locked_for_law(envelopes: QuerySet[Envelope], now: datetime) -> int:
    """The same for envelopes that the caller holds; gives back how many they are."""
    count = envelopes.update(ask_law_at=now)
    ask_for("decisions.ask_law", count)
    return count


def note_law_answered(envelope_ids: Collection[UUID], served: Collection[UUID], now: datetime) -> None:
    """The law was asked just now, and every paper in these envelopes has its answer; all of those `served` are."""
    is_over = Q(id__in=served, closed_at=None)
    _these(envelope_ids).update(
        ask_law_at=None,
        law_first_asked_at=Coalesce(F("law_first_asked_at"), now),
        closed_at=Case(When(is_over, then=Value(now)), default=F("closed_at")),
        next_step_at=Case(When(is_over, then=None), default=F("next_step_at")),
    )


def wait_for_law(envelope_ids: Collection[UUID], until: datetime) -> None:
    """The clock brings the question to the law."""
    _these(envelope_ids).update(ask_law_at=until)


def wait_for_law_until(moments: Mapping[UUID, datetime]) -> None:
    """The same, of each envelope at a moment of its own, unless the clock or an event brings it earlier."""
    if moments:
        with connection.cursor() as cursor:
            cursor.execute(_WAIT_UNTIL, [list(moments), list(moments.values())])


def end_served(envelope_ids: Collection[UUID], now: datetime) -> None:
    """Every paper in these envelopes is served: the engine has nothing more to do for them."""
    _these(envelope_ids).filter(closed_at=None).update(closed_at=now, next_step_at=None)


def end_recalled(envelope_ids: Collection[UUID], now: datetime) -> None:
    """Every paper in these envelopes was taken back: neither a step nor a question is left."""
    _these(envelope_ids).update(recalled_at=now, closed_at=now, next_step_at=None, ask_law_at=None)


def stop_disowned(envelope_id: UUID, now: datetime) -> bool:
    """Whoever holds the address is somebody else: no further step; False where that was known."""
    return bool(_these([envelope_id]).filter(disowned_at=None).update(disowned_at=now, next_step_at=None))


def _these(envelope_ids: Collection[UUID]) -> QuerySet[Envelope]:
    return Envelope.objects.filter(id__in=envelope_ids)


def lock_envelopes(envelope_ids: Iterable[UUID]) -> None:
    """Inside the caller's transaction: wait until these envelopes are theirs alone.

    All take them in one order, so that no two wait forever. The order of the house: envelopes by their ids, then the
    case, then the party, then whatever else is written.
    """
    rows = Envelope.objects.filter(id__in=set(envelope_ids)).order_by("id")
    list(rows.select_for_update(no_key=True).values_list("id", flat=True))
