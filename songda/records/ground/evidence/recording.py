"""Writes events into the evidence log, in the transaction of the act that they prove, with the mark of their writer."""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from songda.clock import new_id
from songda.core.events.origins import Door
from songda.core.events.registry import entry_of, require_payload
from songda.core.evidence.canonical import Json, canonical
from songda.core.evidence.doors import Writer, WrongDoorError, require_actor, require_door
from songda.core.evidence.leaf import SALT_BYTES, OpenPart, commitment_to, leaf_of
from songda.records.ground import vault
from songda.trust.event_keys import EventKeys


@dataclass(frozen=True)
class NewEvent:
    """One event to be written: `data` opaque (ids, hashes, codes), `private` personal, sealed at rest.

    `stream` is what the event is about (`service:<uuid>`), `actor` who did it (`staff:<uuid>`,
    `recipient:<party uuid>`, `holder:<envelope uuid>` for somebody unproved who holds the link,
    `helper:<mandate uuid>`, `provider:<name>`, `client:<uuid>` or `engine`).
    """

    name: str
    stream: str
    case_id: UUID | None
    happened_at: datetime
    actor: str
    data: Mapping[str, Json]
    private: Mapping[str, Json] = field(default_factory=dict)


# One statement for any number of events: the columns are read out of the leaf itself, so they cannot differ from it.
# The database numbers them, and lets the web name no number: whoever took those of the future would stop every act.
_WRITE = """
given AS MATERIALIZED (
    SELECT leaf, leaf::jsonb AS opened, decode(mark, 'hex') AS mark,
           decode(salt, 'hex') AS salt, decode(sealed, 'hex') AS sealed
    FROM json_to_recordset(%s::json) AS given(leaf text, mark text, salt text, sealed text)
    WHERE {condition}
), event AS (
    INSERT INTO evidence_event
        (id, name, stream, case_id, happened_at, recorded_at, actor, data, commitment, leaf, mark)
    SELECT (opened->>'id')::uuid, opened->>'name', opened->>'stream', (opened->>'case')::uuid,
           (opened->>'happened_at')::timestamptz, (opened->>'recorded_at')::timestamptz, opened->>'actor',
           opened->'data', decode(opened->>'commitment', 'hex'), leaf, mark
    FROM given
)
INSERT INTO evidence_eventsecret (event_id, salt, sealed)
SELECT (opened->>'id')::uuid, salt, sealed FROM given
"""
_INSERT = "WITH " + _WRITE.format(condition="true")
_CHANGE = "WITH change AS ({change} RETURNING 1), " + _WRITE.format(condition="EXISTS (SELECT FROM change)")
_UNLESS = "WITH known AS ({known}), " + _WRITE.format(condition="NOT EXISTS (SELECT FROM known)")


def record(events: Sequence[NewEvent], recorded_at: datetime) -> list[UUID]:
    """Write the events in their order; gives their ids. Call it inside the transaction of what they prove.

    Raises `UnknownEventError` for an unregistered name, `WrongPayloadError` for fields that its entry does not have,
    `WrongDoorError` for one that may not come from here, `WrongActorError` for one that may not name such an actor, and
    `ValueError` for what has no canonical form.
    """
    for event in events:
        require_payload(event.name, event.data, event.private)
    return _insert(events, recorded_at)


def record_abridged(events: Sequence[NewEvent], recorded_at: datetime) -> list[UUID]:
    """The same of events that bear only what figures read of them: a replay of figures that somebody published.

    No court has the key for it: raises PermissionError but in a process that plays one.
    """
    if settings.EVENT_WRITER != Writer.REHEARSAL:
        raise PermissionError("only what plays a court writes events without all their fields")
    for event in events:
        entry_of(event.name)
    return _insert(events, recorded_at)


def _insert(events: Sequence[NewEvent], recorded_at: datetime) -> list[UUID]:
    if not events:
        return []
    ids = [new_id() for _ in events]
    rows = [_row(event_id, event, recorded_at) for event_id, event in zip(ids, events, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [json.dumps(rows, ensure_ascii=False)])  # one text: lists are slow to hand over
    return ids


def record_change(change: str, values: Sequence[Any], event: NewEvent, recorded_at: datetime) -> bool:
    """Make a change and write the event that tells of it, both in one statement, hence both or neither.

    `change`: an UPDATE, always the same text, with its `values`. False, and no event, when it found no row to change.
    Raises as `record` does.
    """
    row = _checked(event, recorded_at)
    with connection.cursor() as cursor:
        cursor.execute(_CHANGE.format(change=change), [*values, json.dumps([row], ensure_ascii=False)])
        return bool(cursor.rowcount)


def record_unless(known: str, values: Sequence[Any], event: NewEvent, recorded_at: datetime) -> bool:
    """Write the event unless a query finds something, both in one statement; whether it was written.

    `known`: a SELECT, always the same text, with its `values`. Two at the same moment may both write.
    Raises as `record` does.
    """
    row = _checked(event, recorded_at)
    with connection.cursor() as cursor:
        cursor.execute(_UNLESS.format(known=known), [*values, json.dumps([row], ensure_ascii=False)])
        return bool(cursor.rowcount)


def _checked(event: NewEvent, recorded_at: datetime) -> dict[str, str | None]:
    require_payload(event.name, event.data, event.private)
    return _row(new_id(), event, recorded_at)


def _row(event_id: UUID, event: NewEvent, recorded_at: datetime) -> dict[str, str | None]:
    salt = secrets.token_bytes(SALT_BYTES)
    payload = canonical(event.private)
    open_part = OpenPart(
        event_id, event.name, event.stream, event.case_id, event.happened_at, recorded_at, event.actor, event.data
    )
    leaf = leaf_of(open_part, commitment_to(salt, payload))
    mark = mark_of(leaf, event.name, event.actor).hex()
    row = {"leaf": leaf.decode(), "mark": mark, "salt": salt.hex(), "sealed": None}
    if event.private:
        row |= {"salt": None, "sealed": vault.seal_bytes(secret_cell(event_id), salt + payload).hex()}
    return row


def secret_cell(event_id: UUID) -> str:
    """The cell that an event's personal part is sealed for."""
    return f"evidence_eventsecret.sealed:{event_id}"


_entrance: ContextVar[Door | None] = ContextVar("came_by", default=None)  # in the web: the room whose page is asked for
_OWN_DOORS = {Writer.WORKER: Door.WORKER, Writer.COMMAND: Door.COMMAND}


def event_keys() -> EventKeys:
    """The keys from the file that the settings name. Raises `EventKeyError`."""
    return _load(settings.EVENT_KEYS_FILE)


@contextmanager
def recording_through(door: Door | None) -> Iterator[None]:
    """A context in which events are recorded as come by this door; None: a door through which no events come."""
    token = _entrance.set(door)
    try:
        yield
    finally:
        _entrance.reset(token)


def mark_of(leaf: bytes, name: str, actor: str) -> bytes:
    """The mark of this process on a leaf that it writes, an event of this name and of this actor.

    Raises `EventKeyError` without a key of its own, `WrongDoorError` where such an event may not come from here,
    `WrongActorError` where it may not name such an actor.
    """
    writer, door = Writer(settings.EVENT_WRITER), _entrance.get()
    if door is None and writer in _OWN_DOORS:
        door = _OWN_DOORS[writer]
    if door is not None:
        require_door(name, door)
        require_actor(name, actor, door)
    elif writer is Writer.WEB:
        raise WrongDoorError(name, "")
    return event_keys().mark(leaf, writer)


@lru_cache(maxsize=4)
def _load(path: str | Path) -> EventKeys:
    return EventKeys.load(Path(path))
