"""Reads events out of the log for the figures: their open parts only, as they were sealed."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import connection

from songda.channels.registry import route_of
from songda.core.delivery.failures import UNTOLD
from songda.core.figures.fold import Story, story_of
from songda.core.figures.told import READ, Told
from songda.records.evidence.models import Event

Row = tuple[UUID, int, str, str, datetime, datetime, str, str]

_OF_CASES = """
SELECT event.case_id, event.number, event.name, event.stream, event.happened_at, event.recorded_at, event.actor,
       event.data
FROM evidence_event event JOIN evidence_entry entry ON entry.event_id = event.id
WHERE event.case_id = ANY(%s) AND event.name = ANY(%s) AND entry.index < %s ORDER BY event.case_id
"""
# From the sealed leaf, not from the columns beside it: what is counted is what the checkpoint covers.
_OF_LEAVES = """
SELECT event.case_id, event.number, opened->>'name', opened->>'stream', (opened->>'happened_at')::timestamptz,
       (opened->>'recorded_at')::timestamptz, opened->>'actor', opened->'data'
FROM evidence_event event JOIN evidence_entry entry ON entry.event_id = event.id,
     LATERAL (SELECT event.leaf::jsonb AS opened OFFSET 0) AS leaf
WHERE event.case_id IS NOT NULL AND event.name = ANY(%s) AND entry.index < %s
  AND (%s::uuid[] IS NULL OR event.case_id = ANY(%s::uuid[]))
ORDER BY event.case_id
"""
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
        cursor.execute(_OF_CASES, [list(case_ids), list(READ), entries])
        yield from _stories(iter(cursor))


def stories_of_leaves(entries: int, case_ids: Sequence[UUID] | None = None) -> Iterator[Story]:
    """The same out of the sealed leaves alone; without ids: of every case there is."""
    cases = None if case_ids is None else list(case_ids)
    with connection.chunked_cursor() as cursor:
        cursor.execute(_OF_LEAVES, [list(READ), entries, cases, cases])
        yield from _stories(iter(cursor))


def cases_told_in(first: datetime, end: datetime) -> list[UUID]:
    """The cases of which something is told that happened in this time."""
    rows = Event.objects.filter(name__in=READ, happened_at__gte=first, happened_at__lt=end).exclude(case_id=None)
    return [case for case in rows.values_list("case_id", flat=True).distinct() if case is not None]


def why_failed(channel: str, code: str) -> str:
    """What a provider's code says, in the word that its channel has for it."""
    route = route_of(channel)
    return route.why_failed(code) if route else UNTOLD


def _stories(rows: Iterator[Row]) -> Iterator[Story]:
    for case_id, own in groupby(rows, key=lambda row: row[0]):
        yield story_of(str(case_id), (Told(*row[1:7], json.loads(row[7])) for row in own), why_failed)
