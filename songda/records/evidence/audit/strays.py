"""Rows that stand where none may: doubled, slipped in behind the log, removed before they had a place; open tables."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from songda.core.evidence.flaws import Flaw, flaw
from songda.records.evidence.audit.events import audit_events, named
from songda.records.evidence.models import Checkpoint, Entry, Event, SetAside, Unsequenced

CHUNK = 2_000
_DOUBLED = "SELECT {column}, count(*) FROM {table} GROUP BY {column} HAVING count(*) > 1 ORDER BY {column}"
_BEYOND = """
SELECT index, last.size FROM evidence_entry, (SELECT coalesce(max(size), 0) AS size FROM evidence_checkpoint) AS last
WHERE index >= last.size OR index < 0 ORDER BY index
"""
_REMOVED = """
SELECT number FROM evidence_unsequenced AS w
WHERE NOT EXISTS (SELECT FROM evidence_event AS e WHERE e.number = w.number) ORDER BY number
"""
_GUARDED = """
SELECT name FROM unnest(%s::text[]) AS name
WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = name::regclass AND tgname = 'evidence_guard'
                  AND tgenabled IN ('O', 'A')) ORDER BY name
"""
_PARTS = ("audit", "checkpoint", "checkpointstamp", "cosignature", "entry", "event", "eventsecret", "setaside", "tile")
_TABLES = [f"evidence_{part}" for part in _PARTS]


def audit_strays() -> Iterator[Flaw]:
    """Each question is one statement of its own: what the log gains meanwhile is no flaw."""
    for kind, table, column in (("event", "evidence_event", "id"), ("entry", "evidence_entry", "event_id")):
        for found, times in _rows(_DOUBLED.format(table=table, column=column)):
            yield flaw(kind, found, "doubled", times=times)
    for index, size in _rows(_BEYOND):
        yield flaw("entry", index, "beyond", size=size)
    for (number,) in _rows(_REMOVED):
        yield flaw("waiting", number, "waiting_missing")
    yield from _unplaced()
    for (open_table,) in _rows(_GUARDED, _TABLES):
        yield flaw("table", open_table, "unguarded")


def newest_size() -> int:
    """How many entries are signed."""
    return Checkpoint.objects.order_by("-size").values_list("size", flat=True).first() or 0


def _unplaced() -> Iterator[Flaw]:
    """Events without a place in the log: they must wait for one, and read as they were written."""
    placed = Exists(Entry.objects.filter(event_id=OuterRef("id")))
    waits = Exists(Unsequenced.objects.filter(number=OuterRef("number")))
    aside = dict(SetAside.objects.values_list("number", "reason"))
    for event in Event.objects.exclude(placed).annotate(waits=waits).order_by("number").iterator(CHUNK):
        if event.waits:
            yield from audit_events([event])
        elif event.number in aside:
            yield flaw("event", named(event), aside[event.number])
        else:
            yield flaw("event", named(event), "unplaced")


def _rows(statement: str, *values: list[str]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
