"""Reads events out of the log for the figures: their open parts only, as they were sealed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import starmap
from typing import Any
from uuid import UUID

from django.db import connection

from songda.channels.registry import route_of
from songda.core.delivery.failures import UNTOLD
from songda.core.figures.fold import Story, story_of
from songda.core.figures.told import READ, Told
from songda.records.ground.evidence.models import Event

STRETCH = 500  # cases at a time
Row = tuple[str, str]  # a case, and its events as a JSON list of pairs: number, and what was sealed

# From the sealed leaf, not from the columns beside it: what is counted is what the checkpoint covers. One row a case,
# read at one go: columns of time, and a row for each event, would take as long as all the rest of the counting.
_TOLD = """
SELECT event.case_id::text, '[' || string_agg('[' || event.number || ',' || event.leaf || ']', ',') || ']'
FROM evidence_event event JOIN evidence_entry entry ON entry.event_id = event.id
WHERE event.case_id {which} AND event.name = ANY(%(read)s) AND entry.index < %(entries)s GROUP BY event.case_id
"""
_OF_ALL = _TOLD.format(which="IS NOT NULL")
_OF_CASES = _TOLD.format(which="= ANY(%(cases)s)")
_CASES_AFTER = """
SELECT max(taken.index) + 1, array_agg(DISTINCT event.case_id) FILTER (WHERE event.name = ANY(%s)),
       min(event.recorded_at) FILTER (WHERE event.name = ANY(%s))
FROM (SELECT index, event_id FROM evidence_entry WHERE index >= %s ORDER BY index LIMIT %s) AS taken
JOIN evidence_event event ON event.id = taken.event_id
"""


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


def cases_told_in(first: datetime, end: datetime) -> list[UUID]:
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
    case_id, told = row
    return story_of(case_id, starmap(_told, json.loads(told)), why_failed)


def _told(number: int, leaf: Mapping[str, Any]) -> Told:
    happened, recorded = datetime.fromisoformat(leaf["happened_at"]), datetime.fromisoformat(leaf["recorded_at"])
    return Told(number, leaf["name"], leaf["stream"], happened, recorded, leaf["actor"], leaf["data"])
