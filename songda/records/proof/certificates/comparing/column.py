"""How a table says which event tells of which of its columns, and how these events are played again.

A source is `event` and where in it the value stands: `:member.of.data`, `!member.of.the.personal.part`, `=fixed text`,
`@happened_at` or another member of the event itself, `^` the thing that its stream is about, `~column` what another
column says. Of several that tell of a column, the last event counts, and in one event the last source.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import DateField, DateTimeField, Model

from songda.records.proof.certificates.comparing.contradiction import NONE, Contradiction, Leaf, written, written_moment
from songda.trust.sealing import SealError

_SOURCE = re.compile(r"(?P<event>[a-z_]+\.[a-z_]+)(?P<where>[:!=@^~])(?P<what>.*)")
_MISSING = object()
UNREADABLE = "unreadable"
OpenPart = Callable[[str], Mapping[str, Any] | str | None]
"""`opened(event)`: the personal part of an event; None where it was erased, a text where it cannot be read."""


@dataclass(frozen=True)
class Column:
    """The sources of one column; `read` makes of what they say what the column must hold, `of_row` what it holds."""

    sources: tuple[str, ...]
    read: Callable[[Any], object] | None = None
    of_row: Callable[[Any], object] | None = None

    @cached_property
    def by_event(self) -> Mapping[str, list[tuple[str, str]]]:
        """Where in each event the value stands."""
        found: dict[str, list[tuple[str, str]]] = {}
        for source in self.sources:
            match = _SOURCE.fullmatch(source)
            if match is None:
                raise ValueError(f"{source} is no source")
            found.setdefault(match["event"], []).append((match["where"], match["what"]))
        return found


def told(*sources: str, read: Callable[[Any], object] | None = None) -> Column:
    """A column that these events tell of."""
    return Column(sources, read)


@dataclass(frozen=True)
class Table:
    """A table, the events that begin its rows, its columns, and those that are no evidence, with the reason.

    `member` of an event's data holds the row's id, `lists` several of them; without either its stream names it.
    """

    model: type[Model]
    born: tuple[str, ...]
    member: str
    columns: Mapping[str, Column]
    aside: Mapping[str, str]
    lists: tuple[str, ...] = ()
    may_be_untold: Callable[[Any], bool] = field(default=lambda _row: False)

    @property
    def name(self) -> str:
        """As the database calls it."""
        return self.model._meta.db_table

    @property
    def events(self) -> set[str]:
        """Every event that tells of a column."""
        return {name for column in self.columns.values() for name in column.by_event}

    @property
    def personal(self) -> set[str]:
        """Those that tell something in their personal part."""
        sources = (source for column in self.columns.values() for source in column.sources)
        return {source.partition("!")[0] for source in sources if "!" in source}

    def ids_in(self, leaf: Leaf) -> Iterator[str]:
        """The ids of the rows that an event tells of."""
        if not self.member:
            yield leaf["stream"].partition(":")[2]
            return
        if isinstance(one := leaf["data"].get(self.member), str):
            yield one
        for several in self.lists:
            yield from leaf["data"].get(several) or ()

    def compare(
        self, rows: Sequence[Any], leaves: Sequence[Leaf], opened: OpenPart, about: tuple[str, ...]
    ) -> Iterator[Contradiction]:
        """What rows and events say differently, rows that no event tells of, and rows that are gone."""
        by_id: dict[str, list[Leaf]] = {}
        for leaf in leaves:
            for one in self.ids_in(leaf):
                by_id.setdefault(one, []).append(leaf)
        for row in rows:
            own = by_id.pop(str(row.pk), [])
            yield from self._of_row(row, own, opened, about)
        for key, own in by_id.items():
            for leaf in [one for one in own if one["name"] in self.born][:1]:
                yield Contradiction(f"{self.name}:{key}", "", "", leaf["name"], leaf["id"], about)

    def _of_row(
        self, row: Any, leaves: Sequence[Leaf], opened: OpenPart, about: tuple[str, ...]
    ) -> Iterator[Contradiction]:
        label = f"{self.name}:{row.pk}"
        if not any(leaf["name"] in self.born for leaf in leaves):
            if not self.may_be_untold(row):
                yield Contradiction(label, "id", str(row.pk), "", about=about)
            return
        for name, column in self.columns.items():
            said, event = self._replay(name, column, leaves, opened)
            found = _held(row, name, column)
            if event and found != said:
                yield Contradiction(label, name, found, said, event, about)

    def _replay(self, name: str, column: Column, leaves: Sequence[Leaf], opened: OpenPart) -> tuple[str, str]:
        """What the column must hold and the event that says so; none where no event tells of it."""
        said, event = NONE, ""
        for leaf in leaves:
            for where, what in column.by_event.get(leaf["name"], ()):
                value = _value(leaf, where, what, opened)
                if where == "~":
                    value = self._replay(what, self.columns[what], leaves, opened)[0]
                if value is not _MISSING:
                    said, event = self._written(name, column, where, value), leaf["id"]
        return said, event

    def _written(self, name: str, column: Column, where: str, value: Any) -> str:
        if column.read is not None:
            return written(column.read(value))
        if where in ":!" and isinstance(self._field(name), DateTimeField):
            return written_moment(value)
        return NONE if value == "" and isinstance(self._field(name), DateField) else written(value)

    def _field(self, name: str) -> object:
        return self.model._meta.get_field(name)


def _held(row: Any, name: str, column: Column) -> str:
    try:
        return written(column.of_row(row) if column.of_row else getattr(row, name))
    except SealError:
        return UNREADABLE


def _value(leaf: Leaf, where: str, what: str, opened: OpenPart) -> Any:
    match where:
        case ":":
            return _member(leaf["data"], what)
        case "!":
            return _personal_value(opened(leaf["id"]), what)
        case "=":
            return what
        case "@":
            return leaf[what]
        case "^":
            return leaf["stream"].partition(":")[2]
        case _:
            return _MISSING


def _personal_value(private: Mapping[str, Any] | str | None, what: str) -> Any:
    if isinstance(private, str):
        return private
    return _MISSING if private is None else _member(private, what)


def _member(data: Mapping[str, Any], path: str) -> Any:
    value: Any = data
    for step in path.split("."):
        if not isinstance(value, Mapping) or step not in value:
            return _MISSING
        value = value[step]
    return value
