"""Adds to the day counts what the evidence log tells: exactly, in chunks, once, whatever is repeated or breaks off.

A case is read again whenever something of it is told; what it counted for before is taken off, what it counts for now
is added, in one transaction with the place that was reached in the log.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import starmap
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from songda.channels.registry import route_of
from songda.core.delivery.incidents import Work
from songda.core.delivery.routes import UNTOLD
from songda.core.figures.events import READ, FigureEvent
from songda.core.figures.fold import Story, whole_story_of
from songda.core.figures.fold.versions import COUNTED_BY
from songda.core.figures.parts import shares
from songda.records.ground.evidence.models import Entry, Event
from songda.records.ground.incidents.models import StuckRow
from songda.records.ground.incidents.stuck import note_tried
from songda.records.ground.queue import isolate_failures
from songda.records.overview.figures.changes import (
    Clocks,
    KeptFact,
    add_counts,
    difference,
    facts_of_cases,
    kept_facts,
    write_facts,
)
from songda.records.overview.figures.models import CountedUpTo, Revision

CHUNK = 5_000  # entries of the log at a time
_NOTE = """
INSERT INTO figures_revision (court, part, day, noted_on, change) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (court, part, day, noted_on) DO UPDATE SET change = figures_revision.change + excluded.change
"""
STRETCH = 500  # cases at a time
_CASES_AFTER = """
SELECT max(taken.index) + 1, array_agg(DISTINCT event.case_id) FILTER (WHERE event.name = ANY(%s)),
       min(event.recorded_at) FILTER (WHERE event.name = ANY(%s))
FROM (SELECT index, event_id FROM evidence_entry WHERE index >= %s ORDER BY index LIMIT %s) AS taken
JOIN evidence_event event ON event.id = taken.event_id
"""


def count_new(now: datetime, chunk: int = CHUNK) -> int:
    """Count the next entries of the log; how many there were. 0: everything is counted, or is to be counted anew first.

    To what another version of the code counted nothing is added: see `recounting.renew`.
    """
    with transaction.atomic():
        place = lock_place()
        if _is_outdated(place):
            return 0
        reached, cases, first = cases_after(place.entries, chunk)
        if reached == place.entries:
            return _count_stuck(reached, now)
        if first is not None:
            _count_each(cases, reached, first, now)
        CountedUpTo.objects.filter(id=place.id).update(entries=reached, at=now, counted_by=COUNTED_BY)
        return reached - place.entries


def _count_each(case_ids: Sequence[UUID], entries: int, first: datetime, now: datetime) -> None:
    """A case whose story cannot be told waits by itself: it stands as it was counted before, and is told of."""
    _, failed = isolate_failures(case_ids, lambda some: _count_cases(some, entries, first))
    note_tried(Work.COUNT, case_ids, failed, now)


def _count_stuck(entries: int, now: datetime) -> int:
    waiting = list(StuckRow.objects.filter(work=Work.COUNT, again_at__lte=now).order_by("again_at")[:STRETCH])
    if waiting:
        _count_each([one.row for one in waiting], entries, min(one.since for one in waiting), now)
    return 0


def entries_counted() -> int:
    """How many entries of the log are in the day counts."""
    return CountedUpTo.objects.values_list("entries", flat=True).first() or 0


def is_outdated() -> bool:
    """Whether the day counts were made by another version of the code, and have to be made anew."""
    place = CountedUpTo.objects.first()
    return place is not None and _is_outdated(place)


def _is_outdated(place: CountedUpTo) -> bool:
    return place.entries > 0 and place.counted_by != COUNTED_BY


def entries_of_log() -> int:
    """How many entries the log has: what is not counted yet is the difference."""
    last = Entry.objects.order_by("-index").values_list("index", flat=True).first()
    return 0 if last is None else last + 1


def lock_place() -> CountedUpTo:
    """Whoever counts holds this row: two at once would count twice."""
    CountedUpTo.objects.bulk_create([CountedUpTo()], ignore_conflicts=True)
    return CountedUpTo.objects.select_for_update().get(id=1)


def _count_cases(case_ids: Sequence[UUID], entries: int, first: datetime) -> None:
    before, after = kept_facts(case_ids), facts_of_cases(stories_of(case_ids, entries))
    changed = [name for name in {*before, *after} if before.get(name) != after.get(name)]
    gone = [before[name] for name in changed if name in before]
    new = [after[name] for name in changed if name in after]
    clocks = Clocks()
    add_counts(difference(gone, new, clocks))
    note_revisions(late_changes(gone, new, clocks, first), first, clocks)
    write_facts(gone, new)


# Notes that a day which was over changed, because something of it became known late: "revised on …, by +n".
#
# That an order of last week takes effect today is no revision. One is, that we learn today of what happened last
# week. What happened before the court was opened here revises nothing: nobody can have read a count of those days.

Place = tuple[str, str, date]  # court, part, day


@dataclass(frozen=True)
class RevisedCount:
    """The count of a day was changed later, on which day and by how much."""

    court: UUID
    part: str
    day: date
    noted_on: date
    change: int


def late_changes(gone: Sequence[KeptFact], new: Sequence[KeptFact], clocks: Clocks, first: datetime) -> Counter[Place]:
    """What changed of parts in which the facts belonged already before the day on which this was recorded."""
    changes: Counter[Place] = Counter()
    opened = _opened({kept.court for kept in (*gone, *new)})
    for kept, sign in (*((one, 1) for one in new), *((one, -1) for one in gone)):
        recorded_on = clocks.day(kept.court, first)
        opened_on = clocks.day(kept.court, opened[kept.court]) if kept.court in opened else date.min
        moments = kept.fact.moments.values()
        if clocks.day(kept.court, min(moments)) >= recorded_on or clocks.day(kept.court, max(moments)) < opened_on:
            continue
        for share in shares(kept.fact, clocks.of(kept.court)):
            if opened_on <= share.since < recorded_on:
                changes[kept.court, share.part.name, share.day] += sign * share.weight
    return Counter({place: n for place, n in changes.items() if n})


def _opened(courts: set[str]) -> dict[str, datetime]:
    """When each of these courts was opened here."""
    rows = Event.objects.on_record().filter(name="court.opened", stream__in=[f"court:{court}" for court in courts])
    return {stream.partition(":")[2]: at for stream, at in rows.values_list("stream", "recorded_at")}


def note_revisions(changes: Counter[Place], first: datetime, clocks: Clocks) -> None:
    """Keep them, one a day; inside the caller's transaction."""
    rows = [(court, part, day, clocks.day(court, first), n) for (court, part, day), n in changes.items()]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_NOTE, rows)


def revisions(parts: Sequence[str], courts: Sequence[UUID], first: date, last: date) -> list[RevisedCount]:
    """What was revised of these parts on the days from first to last, the newest note first."""
    rows = Revision.objects.filter(part__in=parts, court__in=courts, day__gte=first, day__lte=last).exclude(change=0)
    return [
        RevisedCount(row.court, row.part, row.day, row.noted_on, row.change)
        for row in rows.order_by("-noted_on", "day")
    ]


Row = tuple[str, str]  # a case, and its events as a JSON list of pairs: number, and what was sealed

# From the sealed leaf, not from the columns beside it: what is counted is what the checkpoint covers. One row a case,
# read at one go: columns of time, and a row for each event, would take as long as all the rest of the counting.
_EVENTS_OF_CASES = """
SELECT event.case_id::text, '[' || string_agg('[' || event.number || ',' || event.leaf || ']', ',') || ']'
FROM evidence_event event JOIN evidence_entry entry ON entry.event_id = event.id
WHERE event.case_id {which} AND event.name = ANY(%(read)s) AND entry.index < %(entries)s GROUP BY event.case_id
"""
_OF_ALL = _EVENTS_OF_CASES.format(which="IS NOT NULL")
_OF_CASES = _EVENTS_OF_CASES.format(which="= ANY(%(cases)s)")


def cases_after(entries: int, limit: int) -> tuple[int, list[UUID], datetime | None]:
    """Of the next entries of the log: how far they reach, the cases that they tell of, when the first was recorded."""
    with connection.cursor() as cursor:
        cursor.execute(_CASES_AFTER, [list(READ), list(READ), entries, limit])
        reached, cases, first = cursor.fetchone()
    return reached or entries, [case for case in cases or () if case is not None], first


def stories_of(case_ids: Sequence[UUID], entries: int) -> Iterator[Story]:
    """What is counted in each of these cases by the first so many entries of the log, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_CASES, {"cases": list(case_ids), "read": list(READ), "entries": entries})
        yield from map(_story, cursor.fetchall())


def stories_of_all(entries: int) -> Iterator[Story]:
    """The same of every case there is, a stretch of them at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(_OF_ALL, {"read": list(READ), "entries": entries})
        while rows := cursor.fetchmany(STRETCH):
            yield from map(_story, rows)


def cases_with_events_in(first: datetime, end: datetime) -> list[UUID]:
    """The cases of which something is told that happened in this time."""
    rows = (
        Event.objects.on_record()
        .filter(name__in=READ, happened_at__gte=first, happened_at__lt=end)
        .exclude(case_id=None)
    )
    return [case for case in rows.values_list("case_id", flat=True).distinct() if case is not None]


def why_failed(channel: str, code: str) -> str:
    """What a provider's code says, in the word that its channel has for it."""
    route = route_of(channel)
    return route.why_failed(code) if route else UNTOLD


def _story(row: Row) -> Story:
    case_id, rows = row
    return whole_story_of(case_id, starmap(_read_event, json.loads(rows)), why_failed)


def _read_event(number: int, leaf: Mapping[str, Any]) -> FigureEvent:
    happened, recorded = datetime.fromisoformat(leaf["happened_at"]), datetime.fromisoformat(leaf["recorded_at"])
    return FigureEvent(number, leaf["name"], leaf["stream"], happened, recorded, leaf["actor"], leaf["data"])
