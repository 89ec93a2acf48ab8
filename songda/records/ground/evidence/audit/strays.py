"""Rows that stand where none may: doubled, slipped in behind the log, removed before they had a place; open tables."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Q

from songda.core.evidence.flaws import Flaw, flaw
from songda.core.evidence.writers import GONE
from songda.records.ground.evidence.audit.events import audit_events, named
from songda.records.ground.evidence.log_key import Turns
from songda.records.ground.evidence.models import Checkpoint, Event, SetAside
from songda.records.ground.evidence.signed import flaw_of, newest_size

CHUNK = 2_000
_DOUBLED = "SELECT {column}, count(*) FROM {table} GROUP BY {column} HAVING count(*) > 1 ORDER BY {column}"
_BEYOND = """
SELECT index FROM evidence_entry WHERE index >= %s OR index < 0 ORDER BY index
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
_PARTS = (
    "audit",
    "checkpoint",
    "checkpointsetaside",
    "checkpointstamp",
    "cosignature",
    "entry",
    "event",
    "eventsecret",
    "setaside",
    "tile",
)
_TABLES = [f"evidence_{part}" for part in _PARTS]


def audit_strays() -> Iterator[Flaw]:
    """Each question is one statement of its own: what the log gains meanwhile is no flaw."""
    for kind, table, column in (("event", "evidence_event", "id"), ("entry", "evidence_entry", "event_id")):
        for found, times in _rows(_DOUBLED.format(table=table, column=column)):
            yield flaw(kind, found, "doubled", times=times)
    size = newest_size()
    for (index,) in _rows(_BEYOND, size):
        yield flaw("entry", index, "beyond", size=size)
    for (number,) in _rows(_REMOVED):
        yield flaw("waiting", number, "waiting_missing")
    yield from _unsigned(size)
    yield from _unplaced()
    for (open_table,) in _rows(_GUARDED, _TABLES):
        yield flaw("table", open_table, "unguarded")


def _unsigned(size: int) -> Iterator[Flaw]:
    """Checkpoints beyond the newest that holds, and numbers that waited and had no event."""
    turns = Turns()
    for row in Checkpoint.objects.filter(size__gt=size).order_by("size").iterator(CHUNK):
        if flaw_of(row, turns):  # those below are compared with the entries
            yield flaw("checkpoint", row.size, "unsigned")
    for number in SetAside.objects.filter(reason=GONE).order_by("number").values_list("number", flat=True):
        yield flaw("waiting", number, GONE)


def _unplaced() -> Iterator[Flaw]:
    """Events without a place in the log: they must wait for one, and read as they were written."""
    aside = dict(SetAside.objects.values_list("number", "reason"))
    for event in Event.objects.with_standing().filter(Q(is_placed=False)).order_by("number").iterator(CHUNK):
        if event.waits:
            yield from audit_events([event])
        elif event.number in aside:
            yield flaw("event", named(event), aside[event.number])
        else:
            yield flaw("event", named(event), "unplaced")


def _rows(statement: str, *values: list[str] | int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
