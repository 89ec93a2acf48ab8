"""Calls off attempts that wait to be sent and are no longer wanted; what a sender has claimed already goes its way."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from songda.records.delivery.attempts.models import Attempt
from songda.records.delivery.orders.models import Envelope
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.parties.models import OWN_CLASSES

_CLAIMED_SINCE = Q(address__class_since__gt=F("address__disowned_at"), address__address_class__in=OWN_CLASSES)
# What may still go out. A code goes to whoever asks for it, and to an address that is only being offered.
STILL_WANTED = ~Q(purpose="service") | Q(
    address__retired_at=None,
    envelope__disowned_at=None,
    envelope__recalled_at=None,
    envelope__party__removed_at=None,
    envelope__party__offline_since=None,
) & ~Q(address__address_class="rejected") & (Q(address__disowned_at=None) | _CLAIMED_SINCE)
# Planned for a number of which nothing was known, and that is known to be theirs by now: it is planned anew.
_OUTGROWN = Q(address_class="unknown", address__address_class__in=("found", *OWN_CLASSES))
WAITING = Attempt.objects.filter(purpose="service", state="pending")


def call_off_unwanted(envelopes: QuerySet[Envelope], now: datetime) -> int:
    """Call off what waits for addresses given up, rejected or better known by now, and for people served otherwise."""
    return _call_off(WAITING.filter(envelope__in=envelopes).exclude(STILL_WANTED & ~_OUTGROWN), now)


def call_off_all(envelope_ids: Iterable[UUID], now: datetime) -> int:
    """Call off whatever waits for these envelopes: people take over."""
    return _call_off(WAITING.filter(envelope_id__in=list(envelope_ids)), now)


def _call_off(attempts: QuerySet[Attempt], now: datetime) -> int:
    """Inside the caller's transaction; an attempt that a sender claims at this moment is waited for and left alone."""
    rows = list(attempts.select_related("envelope").select_for_update(of=("self",)).order_by("id"))
    Attempt.objects.filter(id__in=[attempt.id for attempt in rows]).update(state="cancelled")
    record([_cancellation_event(attempt, now) for attempt in rows], now)
    return len(rows)


def _cancellation_event(attempt: Attempt, now: datetime) -> NewEvent:
    return NewEvent(
        name="attempt.cancelled",
        stream=f"attempt:{attempt.id}",
        case_id=attempt.envelope.case_id,
        happened_at=now,
        actor="engine",
        data={"channel": attempt.channel, "address": str(attempt.address_id)},
    )
