"""Tells the events that our processes wrote from those that somebody put into the database, and sets these aside."""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from songda.core.evidence.doors import GONE, may_have_written
from songda.core.evidence.flaws import Flaw, flaw
from songda.core.evidence.merkle import leaf_hash
from songda.records.ground.evidence.models import CheckpointSetAside, Event, SetAside
from songda.records.ground.evidence.recording import NewEvent, event_keys, record
from songda.records.ground.pages import SIZE, Page, page_of
from songda.trust.event_keys import MARK_BYTES, MarkError

log = logging.getLogger(__name__)
REFUSED, CHECKPOINT_REFUSED = "log.event_refused", "log.checkpoint_refused"


@dataclass(frozen=True, slots=True)
class UnplacedEvent:
    """An event that has no place yet, as it stands in the database; without an id where it is there no more."""

    number: int
    id: UUID | None
    leaf: bytes
    mark: bytes

    @property
    def hash(self) -> bytes:
        """The hash that stands for it in the tree."""
        return leaf_hash(self.leaf)


@dataclass(frozen=True, slots=True)
class UnmarkedEvent:
    """An event that none of our processes wrote so, and why that is seen: a word of `REFUSED_FOR`."""

    event: UnplacedEvent
    reason: str


def part_by_mark(waiting: Sequence[UnplacedEvent]) -> tuple[list[UnplacedEvent], list[UnmarkedEvent]]:
    """The events that our processes wrote, and the others. Raises `EventKeyError` where our keys cannot be read."""
    own, unmarked = list[UnplacedEvent](), list[UnmarkedEvent]()
    for event in waiting:
        reason = flaw_of_mark(event.id, event.leaf, event.mark)
        if reason:
            unmarked.append(UnmarkedEvent(event, reason))
        else:
            own.append(event)
    return own, unmarked


def is_ours(leaf: bytes, mark: bytes, name: str) -> bool:
    """Whether a process of ours that may write events of this name, and name its actor, wrote this leaf.

    Whether its event bears the leaf's id, and whether this is the leaf's name, is for others to compare.
    """
    try:
        return may_have_written(event_keys().writer_of(leaf, mark), name, json.loads(leaf).get("actor", ""))
    except MarkError:
        return False


def flaw_of_mark(event_id: UUID | None, leaf: bytes, mark: bytes) -> str:
    """Why this is no event of ours: a word of `REFUSED_FOR`; empty when it is."""
    if event_id is None:
        return GONE
    try:
        writer = event_keys().writer_of(leaf, mark)
    except MarkError as error:
        return error.code
    written = json.loads(leaf)
    if written["id"] != str(event_id):
        return "wrong_id"
    is_theirs = may_have_written(writer, written.get("name", ""), written.get("actor", ""))
    return "" if is_theirs else "wrong_writer"


def is_unmarked(event: Event) -> bool:
    """Whether none of our processes wrote one that `with_places` gave: without a place, and not waiting, or strange."""
    if event.is_placed or not event.waits:
        return not event.is_placed
    return is_strange(event.id, event.leaf, event.mark)


def is_strange(event_id: UUID, leaf: str, mark: bytes | memoryview) -> bool:
    """Whether the mark of one that waits shows already that none of our processes wrote it.

    A process that has its own key only cannot tell the marks of others; what waits is then told by the sequencer alone.
    """
    reason = flaw_of_mark(event_id, leaf.encode(), bytes(mark))
    return bool(reason) and (reason != "no_mark" or len(mark) != MARK_BYTES)


def set_aside(unmarked: Sequence[UnmarkedEvent], now: datetime) -> None:
    """Keep which events got no place and why; of one that is put among the waiting again it is known already."""
    rows = [SetAside(number=one.event.number, event_id=one.event.id, reason=one.reason, at=now) for one in unmarked]
    SetAside.objects.bulk_create(rows, ignore_conflicts=True)


def unmarked_page(place: str = "", size: int = SIZE) -> Page[Flaw]:
    """A page of the events that got no place, each with why, the newest first."""
    page = page_of(SetAside.objects.all(), ("-number",), place, size)
    return page.with_rows([flaw("event", f"{one.number} {one.event_id}", one.reason) for one in page.rows])


def checkpoints_page(place: str = "", size: int = SIZE) -> Page[Flaw]:
    """A page of the checkpoints that the log's key never signed, the newest first."""
    page = page_of(CheckpointSetAside.objects.all(), ("-number",), place, size)
    return page.with_rows([flaw("checkpoint", one.size, "unsigned") for one in page.rows])


@transaction.atomic
def report_unmarked_events(now: datetime) -> int:
    """Write an event for each event and checkpoint that was set aside and not told of yet; gives how many.

    Apart from setting them aside, because whoever gives places may write no events.
    """
    news = {
        f"event:{one.number}": (REFUSED, {"event": str(one.event_id), "reason": one.reason})
        for one in SetAside.objects.order_by("number")
    }
    for row in CheckpointSetAside.objects.order_by("number"):
        news[f"checkpoint:{row.number}"] = (CHECKPOINT_REFUSED, {"size": str(row.size)})
    refusals = Event.objects.on_record().filter(stream__in=news, name__in=(REFUSED, CHECKPOINT_REFUSED))
    for stream in refusals.values_list("stream", flat=True):
        news.pop(stream, None)
    if news:
        log.error("%s events or checkpoints were not written by songda and are set aside", len(news))
    record([NewEvent(name, stream, None, now, "engine", data) for stream, (name, data) in news.items()], now)
    return len(news)
