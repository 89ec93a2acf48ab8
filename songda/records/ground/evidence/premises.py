"""What may be concluded from: things as marked events tell of them. A row is a premise where it is as they say.

Rows are what the program works with, and whoever has a role of the database may change one for a minute. What the
worker writes, sends or seals rests on the log instead: on events that have a place there, or wait for one with the mark
of a process of ours. A difference is told, and nothing is concluded.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model, Q

from songda.core.state import UNTOLD, CaseState, Entity, LoggedEvent, fold
from songda.core.state.logged import own_fields
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.unmarked_events import is_strange


class UntoldError(Exception):
    """A row is not as the log tells; the text names table, row and columns, and no person."""

    def __init__(self, row: Model, columns: Iterable[str]) -> None:
        super().__init__(f"{row._meta.db_table}:{row.pk} is not as the log tells: {', '.join(columns)}")


def told_of(streams: Collection[str], names: Collection[str], case_id: UUID | None = None) -> CaseState:
    """What the events of these names come to that are about these things or of this case, without personal parts.

    Only those count that processes of ours wrote.
    """
    about = Q(stream__in=streams) if case_id is None else Q(stream__in=streams) | Q(case_id=case_id)
    return fold(LoggedEvent.read(json.loads(leaf)) for leaf in _leaves(about, names))


def told_events(streams: Collection[str], names: Collection[str]) -> list[LoggedEvent]:
    """The events of these names about these things, oldest first; only those that processes of ours wrote."""
    return [LoggedEvent.read(json.loads(leaf)) for leaf in _leaves(Q(stream__in=streams), names)]


def told_streams(streams: Collection[str], names: Collection[str]) -> set[str]:
    """Of which of these things an event of ours with one of the names tells."""
    return {json.loads(leaf)["stream"] for leaf in _leaves(Q(stream__in=streams), names)} if streams else set()


def _leaves(about: Q, names: Collection[str]) -> Iterator[str]:
    """No rows are made objects of: it is asked with each message."""
    rows = Event.objects.on_record().filter(about, name__in=names).order_by("number")
    asked = rows.values_list("id", "leaf", "mark", "is_placed", "waits")  # type: ignore[misc]  # two are annotations
    for event_id, leaf, mark, is_placed, waits in asked:
        if is_placed or (waits and not is_strange(event_id, leaf, mark)):
            yield leaf


def require_told(row: Model, thing: Entity | None, *beside: str) -> None:
    """Raise `UntoldError` unless each field of the thing that the row has a column for stands in it so.

    `beside`: fields that may differ, since an event tells of them otherwise.
    """
    if thing is None:
        raise UntoldError(row, ["no event tells of it"])
    names = [name for name in own_fields(type(thing)) if name not in beside and hasattr(row, name)]
    differing = [name for name in names if not _agree(getattr(row, name), getattr(thing, name))]
    if differing:
        raise UntoldError(row, differing)


def _agree(found: Any, told: Any) -> bool:
    return told is UNTOLD or _plain(found) == _plain(told)


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
