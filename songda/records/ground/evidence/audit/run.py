"""The audit as a whole: entries with events, tiles, checkpoints, time stamps, strays; in chunks, in flat memory."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from songda.core.evidence.flaws import Flaw, flaw
from songda.records.ground.evidence.audit.events import audit_events, audit_strays
from songda.records.ground.evidence.audit.history import AuditPosition, History, StampedSize, audit_stamps, audit_tiles
from songda.records.ground.evidence.models import Entry, Event
from songda.records.ground.evidence.signed import newest_size

CHUNK = 1_000


@dataclass(frozen=True)
class Chunk:
    """Some entries, from `start` up to `end`, with what the time stamps say about when they were recorded."""

    start: int
    end: int
    stamped: StampedSize


Look: TypeAlias = Callable[[Callable[[Chunk], list[Flaw]], Iterable[Chunk]], Iterable[list[Flaw]]]
"""As `map`: looks at the chunks one after another, or at several at once, and gives what it found in their order."""


def _no_progress(_done: int, _whole: int, _standing: AuditPosition) -> None:
    """Nobody asked how far it is."""


@dataclass(frozen=True)
class AuditSettings:
    """How an audit is done: how chunks are looked at, and who is told after each of them how far it is.

    `tell(done, all, standing)`: how many entries of how many were looked at, and from where to go on.
    """

    look: Look = map
    tell: Callable[[int, int, AuditPosition], None] = _no_progress


def audit(first: int = 0, how: AuditSettings | None = None, begun: AuditPosition | None = None) -> Iterator[Flaw]:
    """Every flaw of the log, entries from index `first` (the size of a checkpoint) on; nothing when all is well.

    `begun`: where an audit from `first` stopped; what it found until then is not told again.
    What is written meanwhile is not looked at and is no flaw.
    """
    how, size = how or AuditSettings(), newest_size()
    history, flaws = (History.of(begun), []) if begun else History.from_size(first)
    yield from flaws
    moments = dict[int, datetime]()
    of_stamps = list(audit_stamps(first, moments))
    stamped = StampedSize(moments)
    start = history.tree.size if begun else first
    found_by_chunk = how.look(audit_chunk, _chunks(stamped, start, size))
    for chunk, found in zip(_chunks(stamped, start, size), found_by_chunk, strict=True):
        yield from _continue(history, chunk)
        yield from found
        how.tell(chunk.end - first, size - first, history.standing)
    yield from history.end()
    yield from audit_tiles(first, size)
    yield from of_stamps
    yield from audit_strays()


def _chunks(stamped: StampedSize, start: int, size: int) -> Iterator[Chunk]:
    for first in range(start, size, CHUNK):
        end = min(first + CHUNK, size)
        yield Chunk(first, end, stamped.within(first, end))


def audit_chunk(chunk: Chunk) -> list[Flaw]:
    """The flaws of the events of a chunk, each for itself; needs to know nothing of other chunks."""
    within = Entry.objects.filter(index__gte=chunk.start, index__lt=chunk.end)
    entries = list(within.order_by("index").values_list("index", "event_id", "leaf_hash"))
    events = {event.id: event for event in Event.objects.filter(id__in=within.values("event_id"))}
    missing = [(index, event) for index, event, _ in entries if event not in events]
    there = [(index, events[event]) for index, event, _ in entries if event in events]
    hashes = {event: bytes(leaf_hash) for _, event, leaf_hash in entries}
    return [
        *(flaw("entry", index, "event_missing", event=event) for index, event in missing),
        *audit_events([event for _, event in there], hashes),
        *chunk.stamped.look_at(there),
    ]


def _continue(history: History, chunk: Chunk) -> Iterator[Flaw]:
    """The entries of a chunk against what was signed, in their order."""
    yield from history.read_checkpoints(chunk.start, chunk.end)
    placed = Entry.objects.filter(index__gte=chunk.start, index__lt=chunk.end)
    hashes = dict(placed.values_list("index", "leaf_hash"))
    for index in range(chunk.start, chunk.end):
        if index not in hashes:
            yield flaw("entry", index, "entry_missing")
        yield from history.append(bytes(hashes[index]) if index in hashes else None)
