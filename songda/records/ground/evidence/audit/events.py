"""Events against what was logged of them, column by column, and rows of the log that no event accounts for."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from songda.core.evidence.canonical import says_the_same
from songda.core.evidence.checks import differing_fields, read_leaf
from songda.core.evidence.doors import GONE
from songda.core.evidence.flaws import Flaw, flaw
from songda.core.evidence.leaf import LEAF_VERSION, commitment
from songda.core.evidence.merkle import leaf_hash
from songda.records.ground.evidence.erasure import recorded_erasures
from songda.records.ground.evidence.export import row_of
from songda.records.ground.evidence.log_key import SigningKeys
from songda.records.ground.evidence.models import Checkpoint, Entry, Event, EventSecret, SetAside
from songda.records.ground.evidence.queries import open_secret
from songda.records.ground.evidence.signed import flaw_of, newest_size
from songda.records.ground.evidence.unmarked_events import flaw_of_mark, is_ours
from songda.trust.sealing import SealError


def audit_events(events: Sequence[Event], logged: Mapping[UUID, bytes] | None = None) -> Iterator[Flaw]:
    """The flaws of some events alone: what their columns and personal parts say against what was logged.

    `logged`: the leaf hashes of their entries, where somebody read these already.
    """
    hashes = _logged(events) if logged is None else logged
    for event in events:
        yield from _audit_event(event, hashes.get(event.id))
    yield from _audit_secrets(events)


def _logged(events: Sequence[Event]) -> dict[UUID, bytes]:
    placed = Entry.objects.filter(event_id__in=[event.id for event in events])
    return {event: bytes(leaf) for event, leaf in placed.values_list("event_id", "leaf_hash")}


def named(event: Event) -> str:
    """How flaws name an event."""
    return f"{event.number} {event.name} {event.id}"


def _audit_event(event: Event, logged_hash: bytes | None) -> Iterator[Flaw]:
    if not _is_sound(event, logged_hash):
        yield from _what_is_wrong(event, logged_hash)


def _is_sound(event: Event, logged_hash: bytes | None) -> bool:
    """Whether one of our processes wrote the leaf, its hash is right, and the columns say what it says to the letter.

    That is all there is to ask of a sound event; only where it fails is looked what is wrong.
    """
    leaf = event.leaf.encode()
    if not is_ours(leaf, bytes(event.mark), event.name):
        return False
    if logged_hash is not None and leaf_hash(leaf) != logged_hash:
        return False
    return says_the_same({**row_of(event), "v": LEAF_VERSION}, leaf)


def _what_is_wrong(event: Event, logged_hash: bytes | None) -> Iterator[Flaw]:
    if logged_hash is not None and leaf_hash(event.leaf.encode()) != logged_hash:
        yield flaw("event", named(event), "leaf_changed")
    elif reason := flaw_of_mark(event.id, event.leaf.encode(), bytes(event.mark)):
        yield flaw("event", named(event), reason)
    try:
        logged = read_leaf(event.leaf)
    except ValueError as error:
        yield flaw("event", named(event), "leaf_unreadable", reason=error)
        return
    row = row_of(event)
    for field in differing_fields(row, logged):
        found, was = json.dumps(row.get(field)), json.dumps(logged.get(field))
        yield flaw("event", named(event), "field_changed", field=field, found=found, logged=was)


def _audit_secrets(events: Sequence[Event]) -> Iterator[Flaw]:
    """The personal parts against the commitments in the log; a missing one must have been erased by the book."""
    rows = EventSecret.objects.in_bulk([event.id for event in events])
    erased = recorded_erasures([event.id for event in events if event.id not in rows])
    for event in events:
        if event.id not in rows and event.id not in erased:
            yield flaw("event", named(event), "private_gone")
        elif event.id in rows and not _fits(rows[event.id], bytes(event.commitment)):
            yield flaw("event", named(event), "private_changed")


def _fits(row: EventSecret, logged: bytes) -> bool:
    try:
        secret = open_secret(row)
        return commitment(secret.salt, secret.private) == logged
    except (SealError, ValueError):
        return False


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
    turns = SigningKeys()
    for row in Checkpoint.objects.filter(size__gt=size).order_by("size").iterator(CHUNK):
        if flaw_of(row, turns):  # those below are compared with the entries
            yield flaw("checkpoint", row.size, "unsigned")
    for number in SetAside.objects.filter(reason=GONE).order_by("number").values_list("number", flat=True):
        yield flaw("waiting", number, GONE)


def _unplaced() -> Iterator[Flaw]:
    """Events without a place in the log: they must wait for one, and read as they were written."""
    aside = dict(SetAside.objects.values_list("number", "reason"))
    for event in Event.objects.with_places().filter(Q(is_placed=False)).order_by("number").iterator(CHUNK):
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
