"""Compares rows with what the log says: each row is what a fold of its events makes of it, or it is named.

Whoever has the role of the program, and no keys, can move a date in a row; the mark of its event they cannot make.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Model

from songda.core.evidence.leaf import commitment, moment_text
from songda.core.state import UNREADABLE, UNTOLD, CaseState, Entity, LoggedEvent, fold
from songda.core.state.fold import PERSONAL
from songda.core.state.logged import own_fields
from songda.records.ground.evidence.erasure import recorded_erasures
from songda.records.ground.evidence.models import EventSecret
from songda.records.ground.evidence.queries import open_secret
from songda.trust.sealing import SealError

Leaf = Mapping[str, Any]
NONE = "none"
Read = Callable[[Any], object]


@dataclass(frozen=True)
class Contradiction:
    """One column that says something else than the log; `event` is the event, empty where none tells of it.

    Without a column the whole row is gone that the event tells of.
    """

    row: str
    column: str
    found: str
    logged: str
    event: str = ""
    about: tuple[str, ...] = ()  # the streams that would tell of it

    def __str__(self) -> str:
        if not self.column:
            return f"{self.row} is gone, event {self.event} ({self.logged}) tells of it"
        source = f"event {self.event} says {self.logged}" if self.event else "no event tells of it"
        return f"{self.row}.{self.column} is {self.found}, {source}"


def written(value: object) -> str:
    """A value of a column or of a thing, so that the two can be compared: moments in UTC, bytes in hexadecimal."""
    match value:
        case None:
            return NONE
        case datetime():
            return moment_text(value)
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return bytes(value).hex()
        case list() | tuple():
            return ", ".join(written(each) for each in value)
        case _:
            return str(value)


@dataclass(frozen=True)
class ComparedTable:
    """A table, the things that its rows must be, and the columns that are no evidence, with the reason.

    A column is compared with the field of its name. `reads` names others: what of the thing, and what of the row;
    `apart` are fields that no column has. A row that no event begins is named, unless it `may_be_unlogged`.
    """

    model: type[Model]
    kind: type[Entity]
    things: Callable[[CaseState], Mapping[Any, Entity]]
    aside: Mapping[str, str]
    reads: Mapping[str, tuple[Read, Read]] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()
    key: Callable[[Any], Any] = lambda row: str(row.pk)
    may_be_unlogged: Callable[[Any], bool] = lambda _row: False
    column_if_unlogged: str = "id"  # the column that is named of a row that no event begins
    fits: Callable[[str, object, object], bool] = lambda _column, _found, _value: False  # though they differ

    @property
    def name(self) -> str:
        """As the database calls it."""
        return self.model._meta.db_table

    @cached_property
    def columns(self) -> Mapping[str, tuple[Read, Read] | None]:
        """Every column that is compared, and how it is read where not by its name."""
        plain = dict.fromkeys(name for name in own_fields(self.kind) if name not in self.apart)
        return {**plain, **self.reads}

    def compare(self, rows: Iterable[Any], state: CaseState, about: tuple[str, ...]) -> Iterator[Contradiction]:
        """What rows and events say differently, rows that no event tells of, and rows that are gone."""
        known = {self.key(row): row for row in rows}
        for row in known.values():
            yield from self.compare_one(row, state, about)
        yield from self.missing(known, state, about)

    def missing(self, known: Collection[Any], state: CaseState, about: tuple[str, ...] = ()) -> Iterator[Contradiction]:
        """What the log tells of and no row with one of these keys holds any more."""
        for key, thing in self.things(state).items():
            if key not in known:
                streams = about or (thing.event.stream,)
                yield Contradiction(f"{self.name}:{thing.id}", "", "", thing.event.name, thing.event.id, streams)

    def compare_one(self, row: Any, state: CaseState, about: tuple[str, ...]) -> Iterator[Contradiction]:
        """The same of one row."""
        thing = self.things(state).get(self.key(row))
        if thing is None:
            if not self.may_be_unlogged(row):
                own = written(getattr(row, "pk" if self.column_if_unlogged == "id" else self.column_if_unlogged))
                yield Contradiction(f"{self.name}:{row.pk}", self.column_if_unlogged, own, "", about=about)
            return
        for column, reads in self.columns.items():
            value = getattr(thing, column) if reads is None else reads[0](thing)
            if value is UNTOLD:
                continue
            found = _found(row, column, reads)
            text, logged = written(found), written(value)
            agree = found == value or text == logged or self.fits(column, found, value)
            if found is UNTOLD or (agree and value is not UNREADABLE):
                continue
            is_unlogged = value is None and column not in thing.source_events
            event = "" if is_unlogged else thing.source_event(column).id
            yield Contradiction(f"{self.name}:{row.pk}", column, text, "" if is_unlogged else logged, event, about)


def _found(row: Any, column: str, reads: tuple[Read, Read] | None) -> object:
    try:
        return getattr(row, column) if reads is None else reads[1](row)
    except (AttributeError, LookupError, SealError, TypeError, ValueError):
        return UNREADABLE


def state_of(leaves: Sequence[Leaf], personal: Collection[str] = PERSONAL) -> CaseState:
    """What these sealed events come to; the personal parts of those names are opened in one statement."""
    opened = PersonalParts(leaves, personal)
    return fold(LoggedEvent.read(leaf, opened(leaf["id"]) if leaf["name"] in personal else None) for leaf in leaves)


def unread(state: CaseState) -> Iterator[Contradiction]:
    """Events whose parts are not what their kind has: what they tell of cannot be compared."""
    for event in state.unread:
        yield Contradiction(f"evidence_event:{event.id}", "leaf", "unreadable", event.name, event.id, (event.stream,))


class PersonalParts:
    """The personal parts of some events; what does not fit the sealed commitment is `UNREADABLE`.

    So is one that is gone and of whose erasure no event tells: whoever takes it away hides what it tells.
    """

    def __init__(self, leaves: Sequence[Leaf], names: Collection[str]) -> None:
        self._commitments = {leaf["id"]: leaf["commitment"] for leaf in leaves if leaf["name"] in names}

    def __call__(self, event: str) -> Any:
        """Of one event a mapping; None where it was erased."""
        return None if event in self._erased else self._opened.get(event, UNREADABLE)

    @cached_property
    def _erased(self) -> set[str]:
        missing = [UUID(one) for one in self._commitments.keys() - self._opened.keys()]
        return {str(one) for one in recorded_erasures(missing)}

    @cached_property
    def _opened(self) -> Mapping[str, Any]:
        rows = EventSecret.objects.filter(event_id__in=[UUID(one) for one in self._commitments])
        return {str(row.event_id): self._open(row) for row in rows}

    def _open(self, row: EventSecret) -> Any:
        try:
            secret = open_secret(row)
        except (SealError, ValueError):
            return UNREADABLE
        fits = commitment(secret.salt, secret.private).hex() == self._commitments[str(row.event_id)]
        return secret.private if fits else UNREADABLE
