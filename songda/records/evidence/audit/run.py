"""The audit as a whole: entries with events, tiles, checkpoints, time stamps, strays; in chunks, in flat memory."""

from collections.abc import Callable, Iterator
from datetime import datetime

from songda.core.evidence.flaws import Flaw, flaw
from songda.records.evidence.audit.events import audit_events
from songda.records.evidence.audit.history import History
from songda.records.evidence.audit.stamps import audit_stamps
from songda.records.evidence.audit.strays import audit_strays, newest_size
from songda.records.evidence.audit.tiles import audit_tiles
from songda.records.evidence.audit.times import Stamped
from songda.records.evidence.models import Entry, Event

CHUNK = 1_000

Progress = Callable[[int, int], None]
"""`progress(done, all)`: how many entries of how many were looked at."""


def audit(first: int = 0, progress: Progress = lambda _done, _all: None) -> Iterator[Flaw]:
    """Every flaw of the log, entries from index `first` (the size of a checkpoint) on; nothing when all is well.

    What is written meanwhile is not looked at and is no flaw.
    """
    size = newest_size()
    history, flaws = History.from_size(first)
    yield from flaws
    moments = dict[int, datetime]()
    of_stamps = list(audit_stamps(first, moments))
    stamped = Stamped(moments)
    for start in range(first, size, CHUNK):
        end = min(start + CHUNK, size)
        yield from history.read_checkpoints(start, end)
        yield from _audit_chunk(history, stamped, start, end)
        progress(end - first, size - first)
    yield from history.end()
    yield from audit_tiles(first, size)
    yield from of_stamps
    yield from audit_strays()


def _audit_chunk(history: History, stamped: Stamped, start: int, end: int) -> Iterator[Flaw]:
    entries = {entry.index: entry for entry in Entry.objects.filter(index__gte=start, index__lt=end)}
    events = Event.objects.in_bulk([entry.event_id for entry in entries.values()], field_name="id")
    for index in range(start, end):
        entry = entries.get(index)
        if entry is None:
            yield flaw("entry", index, "entry_missing")
        elif entry.event_id not in events:
            yield flaw("entry", index, "event_missing", event=entry.event_id)
        yield from history.append(bytes(entry.leaf_hash) if entry else None)
    yield from audit_events(list(events.values()))
    there = (entry for entry in entries.values() if entry.event_id in events)
    yield from stamped.look_at((entry.index, events[entry.event_id]) for entry in there)
