"""Tells the events that our processes wrote from those that somebody put into the database, and sets these aside."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.core.evidence.doors import may_have_written
from songda.core.evidence.flaws import Flaw, flaw
from songda.core.evidence.merkle import leaf_hash
from songda.records.evidence.event_keys import event_keys
from songda.records.evidence.models import Event, SetAside
from songda.records.evidence.recording import NewEvent, record
from songda.records.pages import SIZE, Page, page_of
from songda.trust.event_keys import MarkError

log = logging.getLogger(__name__)
REFUSED = "log.event_refused"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event that has no place yet, as it stands in the database."""

    number: int
    id: UUID
    leaf: bytes
    mark: bytes

    @property
    def hash(self) -> bytes:
        """The hash that stands for it in the tree."""
        return leaf_hash(self.leaf)


@dataclass(frozen=True, slots=True)
class Strange:
    """An event that none of our processes wrote so, and why that is seen: a word of `REFUSED_FOR`."""

    event: Waiting
    reason: str


def part_by_mark(waiting: Sequence[Waiting]) -> tuple[list[Waiting], list[Strange]]:
    """The events that our processes wrote, and the others. Raises `EventKeyError` where our keys cannot be read."""
    own, strange = list[Waiting](), list[Strange]()
    for event in waiting:
        reason = flaw_of_mark(event.id, event.leaf, event.mark)
        if reason:
            strange.append(Strange(event, reason))
        else:
            own.append(event)
    return own, strange


def is_ours(leaf: bytes, mark: bytes, name: str) -> bool:
    """Whether a process of ours that may write events of this name, and name its actor, wrote this leaf.

    Whether its event bears the leaf's id, and whether this is the leaf's name, is for others to compare.
    """
    try:
        return may_have_written(event_keys().writer_of(leaf, mark), name, json.loads(leaf).get("actor", ""))
    except MarkError:
        return False


def flaw_of_mark(event_id: UUID, leaf: bytes, mark: bytes) -> str:
    """Why this is no event of ours: a word of `REFUSED_FOR`; empty when it is."""
    try:
        writer = event_keys().writer_of(leaf, mark)
    except MarkError as error:
        return error.code
    written = json.loads(leaf)
    if written["id"] != str(event_id):
        return "wrong_id"
    is_theirs = may_have_written(writer, written.get("name", ""), written.get("actor", ""))
    return "" if is_theirs else "wrong_writer"


def set_aside(strange: Sequence[Strange], now: datetime) -> None:
    """Keep which events got no place and why."""
    rows = [SetAside(number=one.event.number, event_id=one.event.id, reason=one.reason, at=now) for one in strange]
    SetAside.objects.bulk_create(rows)


def strangers_page(asked: str = "", size: int = SIZE) -> Page[Flaw]:
    """A page of the events that got no place, each with why, the newest first."""
    page = page_of(SetAside.objects.all(), ("-number",), asked, size)
    return page.with_rows([flaw("event", f"{one.number} {one.event_id}", one.reason) for one in page.rows])


@transaction.atomic
def tell_of_strangers(now: datetime) -> int:
    """Write an event for each that was set aside and not told of yet; gives how many.

    Apart from setting them aside, because whoever gives places may write no events.
    """
    aside = list(SetAside.objects.order_by("number"))
    streams = {f"event:{one.number}": one for one in aside}
    known = Event.objects.filter(stream__in=streams, name=REFUSED).values_list("stream", flat=True)
    for stream in known:
        streams.pop(stream, None)
    if streams:
        log.error("%s events were not written by songda and got no place in the evidence log", len(streams))
    record([_told(stream, one, now) for stream, one in streams.items()], now)
    return len(streams)


def _told(stream: str, one: SetAside, now: datetime) -> NewEvent:
    return NewEvent(REFUSED, stream, None, now, "engine", {"event": str(one.event_id), "reason": one.reason})
