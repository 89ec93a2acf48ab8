"""Erases the personal part of events for good; the events themselves, and every proof, stand."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.models import Entry, Event, EventQuerySet, EventSecret
from songda.records.ground.evidence.unmarked_events import flaw_of_mark

ERASED = "secret.erased"
# Of what belongs to no case: whose personal part is never erased, and why.
STAYS_WITHOUT_CASE: Mapping[str, str] = {
    ERASED: "why something was erased",
    "staff.admitted": "the name of somebody who works here: the audit compares the account with it",
    "proposal.made": "what a second person of the staff was asked for: the audit compares the account with it",
}


@dataclass(frozen=True)
class Erasure:
    """Who erases, and why: a code without anything personal, and the words of whoever answers for it."""

    by: str
    code: str
    words: str = ""


def personal_parts_of(case_ids: Iterable[UUID]) -> QuerySet[EventSecret]:
    """What can be erased in these cases: sealed parts of their events, but not the reasons of earlier erasures."""
    events = Event.objects.filter(case_id__in=list(case_ids)).exclude(name=ERASED)
    return EventSecret.objects.filter(event_id__in=events.values("id"), sealed__isnull=False)


def personal_events_without_case(before: datetime) -> EventQuerySet:
    """Sealed events of no case, recorded until then, whose personal part is still there and may be erased.

    Searches above all: whom somebody looked for is in no case's file, so no case takes it along.
    """
    placed = Exists(Entry.objects.filter(event_id=OuterRef("id")))
    own = Event.objects.filter(placed, case_id=None, recorded_at__lte=before)
    personal = Exists(EventSecret.objects.filter(event_id=OuterRef("id"), sealed__isnull=False))
    return own.filter(personal).exclude(name__in=STAYS_WITHOUT_CASE)


def erase_secrets(event_ids: Iterable[UUID], erasure: Erasure, now: datetime) -> int:
    """Delete salt and personal part of these events and record that; gives how many were there to erase.

    Call it inside a transaction.
    """
    secrets = EventSecret.objects.filter(event_id__in=list(event_ids))
    events = list(Event.objects.filter(id__in=secrets.values("event_id")).order_by("number"))
    record([_erasure_event(event, erasure, now) for event in events], now)
    secrets.delete()
    return len(events)


def recorded_erasures(event_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the events whose erasure was recorded, by a process of ours."""
    if not event_ids:
        return set()
    streams = {f"event:{event_id}": event_id for event_id in event_ids}
    erasures = Event.objects.on_record().filter(name=ERASED, stream__in=list(streams))
    rows = [(row[0], row[1].encode(), bytes(row[2])) for row in erasures.values_list("id", "leaf", "mark")]
    erased = {json.loads(leaf)["stream"] for event_id, leaf, mark in rows if not flaw_of_mark(event_id, leaf, mark)}
    return {streams[stream] for stream in erased & streams.keys()}


def _erasure_event(event: Event, erasure: Erasure, now: datetime) -> NewEvent:
    private = {"words": erasure.words} if erasure.words else {}
    return NewEvent(ERASED, f"event:{event.id}", event.case_id, now, erasure.by, {"reason": erasure.code}, private)
