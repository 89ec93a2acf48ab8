"""Erases the personal part of events for good; the events themselves, and every proof, stand."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from songda.records.evidence.actions import NewEvent, record
from songda.records.evidence.models import Event, EventSecret


def erase_secrets(event_ids: Iterable[UUID], actor: str, reason: str, now: datetime) -> int:
    """Delete salt and personal part of these events and record that; gives how many were there to erase.

    `reason` is a code without anything personal. Call it inside a transaction.
    """
    secrets = EventSecret.objects.filter(event_id__in=list(event_ids))
    events = list(Event.objects.filter(id__in=secrets.values("event_id")).order_by("number"))
    record([_erased(event, actor, reason, now) for event in events], now)
    secrets.delete()
    return len(events)


def recorded_erasures(event_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the events whose erasure was recorded."""
    streams = {f"event:{event_id}": event_id for event_id in event_ids}
    told = Event.objects.filter(name="secret.erased", stream__in=list(streams)).values_list("stream", flat=True)
    return {streams[stream] for stream in told}


def _erased(event: Event, actor: str, reason: str, now: datetime) -> NewEvent:
    return NewEvent("secret.erased", f"event:{event.id}", event.case_id, now, actor, {"reason": reason})
