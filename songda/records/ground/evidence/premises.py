"""What may be concluded from: things as marked events tell of them. A row is a premise where it is as they say.

Rows are what the program works with, and whoever has a role of the database may change one for a minute. What the
worker writes, sends or seals rests on the log instead: on events that have a place there, or wait for one with the mark
of a process of ours. A difference is told, and nothing is concluded.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from songda.core.state import UNTOLD, CaseState, Entity, LoggedEvent, fold
from songda.core.state.logged import own_fields
from songda.records.ground.evidence.unmarked_events import is_strange


class UntoldError(Exception):
    """A row is not as the log tells; the text names table, row and columns, and no person."""

    def __init__(self, row: Model, columns: Iterable[str]) -> None:
        super().__init__(f"{row._meta.db_table}:{row.pk} is not as the log tells: {', '.join(columns)}")


def told_of(streams: Collection[str], names: Collection[str], case_id: UUID | None = None) -> CaseState:
    """What the events of these names come to that are about these things or of this case, without personal parts.

    Only those count that processes of ours wrote.
    """
    return fold(_read(leaf) for leaf in _leaves(streams, names, case_id))


def told_events(streams: Collection[str], names: Collection[str]) -> list[LoggedEvent]:
    """The events of these names about these things, oldest first; only those that processes of ours wrote."""
    return [_read(leaf) for leaf in _leaves(streams, names)]


def told_streams(streams: Collection[str], names: Collection[str]) -> set[str]:
    """Of which of these things an event of ours with one of the names tells."""
    return {json.loads(leaf)["stream"] for leaf in _leaves(streams, names)} if streams else set()


# As `Event.objects.on_record()` says it; written out, for it is asked with each message and each answer of the law.
# What waits is read once a question, not once an event as by a plan that was made while nothing waited.
_ON_RECORD = """
SELECT id, leaf, mark, is_placed FROM (
    SELECT number, id, leaf, mark, EXISTS (SELECT FROM evidence_entry WHERE event_id = event.id) AS is_placed
    FROM evidence_event AS event WHERE name = ANY(%(names)s) AND {about}
) AS told WHERE is_placed OR (
    number IN (SELECT number FROM evidence_unsequenced) AND number NOT IN (SELECT number FROM evidence_setaside)
) ORDER BY number
"""
_SHORT = 10_000  # letters of a leaf
_OF_STREAMS = _ON_RECORD.format(about="stream = ANY(%(streams)s)")
_OF_CASE = _ON_RECORD.format(about="(stream = ANY(%(streams)s) OR case_id = %(case)s)")


def _read(leaf: str) -> LoggedEvent:
    """Of one case the same events are read at each of its steps; an order for thousands is not kept."""
    return _read_once(leaf) if len(leaf) <= _SHORT else LoggedEvent.read(json.loads(leaf))


@lru_cache(maxsize=4000)  # of a chunk of envelopes all that is read at one step and the next
def _read_once(leaf: str) -> LoggedEvent:
    return LoggedEvent.read(json.loads(leaf))


def _leaves(streams: Collection[str], names: Collection[str], case_id: UUID | None = None) -> Iterator[str]:
    asked = {"streams": list(streams), "names": list(names), "case": case_id}
    with connection.cursor() as cursor:
        cursor.execute(_OF_STREAMS if case_id is None else _OF_CASE, asked)
        rows = cursor.fetchall()
    for event_id, leaf, mark, is_placed in rows:
        if is_placed or not is_strange(event_id, leaf, mark):
            yield leaf


def require_told(row: Model, thing: Entity | None, *beside: str) -> None:
    """Raise `UntoldError` unless each field of the thing stands so in what was read of the row.

    `beside`: fields that may differ, since an event tells of them otherwise.
    """
    if thing is None:
        raise UntoldError(row, ["no event tells of it"])
    read, told = vars(row), vars(thing)
    names = [name for name in own_fields(type(thing)) if name in read and not agree(read[name], told[name])]
    if differing := [name for name in names if name not in beside]:
        raise UntoldError(row, differing)


def agree(found: Any, told: Any) -> bool:
    """Whether a column holds what is told of it, as far as anything is."""
    if isinstance(found, UUID):  # most columns are; what is told are texts, to which none is equal
        return told is UNTOLD or str(found) == told
    return told is UNTOLD or found == told or _plain(found) == _plain(told)


def _plain(value: Any) -> object:
    match value:
        case bytes() | memoryview():
            return bytes(value).hex()
        case list() | tuple():
            return [_plain(each) for each in value]
        case None | bool() | int() | datetime():
            return value
        case _:
            return str(value)


def ids_of(things: Sequence[Entity]) -> list[str]:
    """The events that began these things, as a conclusion names them."""
    return sorted({thing.event.id for thing in things})
