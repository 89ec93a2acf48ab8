"""What a table is: one row of words beside its models, from which rights, audit, erasure and files are made.

Each app has a module `tables` with a tuple `TABLES`: a row for each of its models. No column is without its word.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cache, cached_property
from importlib import import_module
from operator import attrgetter
from typing import Any, get_args, get_type_hints

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.module_loading import module_has_submodule

from songda.core.evidence.leaf import moment_text
from songda.core.state import UNREADABLE, UNTOLD, CaseState, Entity
from songda.core.state.logged import own_fields
from songda.records.ground.vault import mark, name_index
from songda.trust.sealing import SealError

NONE = "none"
ALL = "*"
GONE = b""  # stands where a column may not be empty
Read = Callable[[Any], object]
SUBJECT = "an id that the events name the row by"
SEALED = "sealed for this very row: without our keys no other value can stand there"
FILE_KEY = "opens the sealed file; what it opens is compared with the hash"
WORDS_ONLY = "words for the staff; neither law nor certificate reads them"
WORK_ONLY = "says when the engine looks again; decides nothing"
ACTOR = "the event names its actor"
GUESSES = "keeps guessing at bay; decides nothing"
SEEN = "that somebody looked at it; decides nothing"


class Among(StrEnum):
    """Among what the rows of a table are compared with the log."""

    SERVICES = "services"  # one by one, with the services that they belong to
    GROUNDS = "grounds"  # what a certificate rests on
    FILES = "files"  # what else stands in the files of a case
    OFFICES = "offices"  # courts, who works there, the systems that speak for them
    HOUSE = "house"  # what a court notes of itself


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


@dataclass(frozen=True)
class Shelf:
    """Where sealed files lie that rows of a table name: by which column, and with which key."""

    name: str
    key: str = "wrapped_key"
    file_id: str = "id"


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """All that is to be said of a table; `why`: why its rows are not compared with the log.

    `web`: whether the web adds rows (I) or takes them away (D); reading is not limited. `changes`: the columns that it
    changes (it needs one to lock a row); what a row is and belongs to is not among them. `untold`: what of all that it
    does without an event, each with why nothing false can come of it; `of_nothing`: why any event of the transaction
    tells of its rows. `case`: how its rows lead to their case. `emptied`: what stands in its
    sealed columns once the case is erased; `stays`: which stay as they are, and why. `free_text`: columns of words that
    no closed list holds. Columns of one reason may be named together, with blanks between them.
    """

    model: type[Model] | str = field(kw_only=False)  # a name: of a library's table
    why: str = ""
    web: str = ""
    changes: str = ""
    filled: tuple[str, ...] = ()  # the web fills no other columns
    untold: Mapping[str, str] = field(default_factory=dict)
    of_nothing: str = ""
    case: str = ""
    of_many: bool = False  # rows that tell of many cases, and go with the last or first of them
    emptied: Mapping[str, bytes | None] = field(default_factory=dict)
    stays: Mapping[str, str] = field(default_factory=dict)
    shelves: tuple[Shelf, ...] = ()
    free_text: Collection[str] = ()

    def __post_init__(self) -> None:
        for told in ("untold", "stays"):
            object.__setattr__(self, told, _each_column(getattr(self, told)))

    @property
    def name(self) -> str:
        """As the database calls it."""
        return self.model if isinstance(self.model, str) else self.model._meta.db_table

    def is_changed(self, column: str) -> bool:
        """Whether the web changes this column."""
        return self.changes == ALL or column in self.changes.split()

    @property
    def rows(self) -> QuerySet[Any]:
        if isinstance(self.model, str):
            raise TypeError(self.model)
        return self.model._default_manager.all()


@dataclass(frozen=True, kw_only=True, eq=False)
class Compared(Table):
    """One whose rows are compared with the log: `log` is where the state holds what they must be.

    `aside` are columns that are no evidence; the key of the row is what the events name it by, where nothing else is
    said of it. A column is compared with the field of its name. `reads` names others: what of the row, or first what
    of the thing; `apart` are fields that no column has. A row that no event begins is named, unless it
    `may_be_unlogged`.
    """

    among: Among
    log: str
    aside: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[str, Read | tuple[Read, Read]] = field(default_factory=dict)
    apart: frozenset[str] = frozenset()
    key: Callable[[Any], Any] = lambda row: str(row.pk)
    may_be_unlogged: Callable[[Any], bool] = lambda _row: False
    column_if_unlogged: str = "id"  # the column that is named of a row that no event begins
    fits: Callable[[str, object, object], bool] = lambda _column, _found, _value: False  # though they differ
    fetches: tuple[str, ...] = ()  # what belongs to the rows and is read with them
    seldom: tuple[str, ...] = ()  # columns that are read only where they are compared
    only: Mapping[str, object] = field(default_factory=dict)  # which rows of a case stand in its file
    root: tuple[str, str] | None = (
        None  # the kind of its stream, and the event that begins it, where all else hangs on it
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "aside", {self.rows.model._meta.pk.attname: SUBJECT} | _each_column(self.aside))

    @cached_property
    def things(self) -> Callable[[CaseState], Mapping[Any, Entity]]:
        """What the state says that the rows must be, by its ids."""
        return attrgetter(self.log)

    @cached_property
    def kind(self) -> type[Entity]:
        """What each of these is."""
        where: type = CaseState
        for name in self.log.split("."):
            if name not in get_type_hints(where):
                raise LookupError(
                    f"{self.name}: log={self.log!r}, and songda/core/state has no {where.__name__}.{name}"
                )
            where = get_type_hints(where)[name]
        kind: type[Entity] = get_args(where)[1]
        return kind

    @cached_property
    def columns(self) -> Mapping[str, tuple[Read, Read] | None]:
        """Every column that is compared, and how it is read where not by its name."""
        plain = dict.fromkeys(name for name in own_fields(self.kind) if name not in self.apart)
        pairs = {
            name: read if isinstance(read, tuple) else (attrgetter(name), read) for name, read in self.reads.items()
        }
        return {**plain, **pairs}

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


def _each_column(reasons: Mapping[str, str]) -> dict[str, str]:
    return {column: why for columns, why in reasons.items() for column in columns.split()}


def _found(row: Any, column: str, reads: tuple[Read, Read] | None) -> object:
    try:
        return getattr(row, column) if reads is None else reads[1](row)
    except (AttributeError, LookupError, SealError, TypeError, ValueError):
        return UNREADABLE


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


def keyed(name: str, index: Any, member: str = "") -> Read:
    """The keyed hash of a personal field of an entity.

    With a member: of that member of the personal part of the event that told of the field, or began the entity where
    none is named. Nothing is known where that part was not opened, and of a field that was not told of yet.
    """

    def read(entity: Any) -> object:
        value = getattr(entity, name) if name else entity.id
        if member and value is not None:
            value = entity.source_events.get(name, entity.event).personal(member)
        elif member:
            return UNTOLD
        if value is UNTOLD or value is UNREADABLE:
            return value
        return index(value)

    return read


def opened(name: str, index: Any) -> Read:
    """The same of what a row holds sealed."""
    return lambda row: index(getattr(row, name)) if getattr(row, name) else None


def _text_mark(text: str) -> bytes:
    """The keyed hash of words that may name people, so that no finding tells them."""
    return name_index(text)


def marked(name: str) -> tuple[Read, Read]:
    """A column of such words, and the personal part that tells of it."""
    return keyed(name, _text_mark), lambda row: _text_mark(getattr(row, name))


def words(read: Callable[[Any], object], member: str, told_by: str = "") -> tuple[Read, Read]:
    """A sealed text: as an event says it in its personal part, and as the row holds it; by keyed marks of them."""
    return keyed(told_by, _words_mark, member), lambda row: _words_mark(read(row))


def _words_mark(said: object) -> bytes | None:
    text = said.strip() if isinstance(said, str) else json.dumps(said, ensure_ascii=False, sort_keys=True)
    return mark("audit.words", text) if text else None


def opens(read: Callable[[Any], object]) -> tuple[Read, Read]:
    """A sealed text of which the event tells otherwise than in words: until that is erased, it can be opened."""

    def in_event(entity: Any) -> object:
        return UNTOLD if entity.event.private is None else True

    return in_event, lambda row: bool(read(row))


_FRAME = "of the frame that the program is built in; nothing asks them"
_QUEUE = "the engine's own work: what it does is an event"
_JOB = "a call to look, and no more is believed of it: what is due stands in rows that are told of"
OF_LIBRARIES = (
    *(Table(name, why=_FRAME) for name in ("account_emailaddress", "account_emailconfirmation", "auth_group")),
    *(Table(name, why=_FRAME) for name in ("auth_group_permissions", "auth_permission", "django_content_type")),
    *(Table(name, why=_FRAME) for name in ("django_migrations", "staff_user_groups", "staff_user_user_permissions")),
    Table(
        "django_session",
        why="open a door for hours: rows stand under the hash of their cookie, and what they hold is signed for them",
        web="ID",
        changes="session_key session_data expire_date",
        untold={ALL: "opens a page for hours; whatever is done there is told under the name of whoever is signed in"},
    ),
    Table(
        "mfa_authenticator",
        why="compared with the account that they open",
        web="ID",
        changes="data last_used_at",
        untold={
            "data": "names and counters of a key; that it is another key is found by its mark",
            "last_used_at": "when somebody came last",
        },
    ),
    # It asks for a job, and says neither when nor as what it is done.
    Table("procrastinate_jobs", why=_QUEUE, web="I", filled=("queue_name", "task_name", "args"), untold={ALL: _JOB}),
    Table("procrastinate_events", why=_QUEUE, web="I", filled=("job_id", "type"), untold={ALL: _JOB}),
    *(Table(name, why=_QUEUE) for name in ("procrastinate_periodic_defers", "procrastinate_workers")),
)


@cache
def every_table() -> Mapping[str, Table]:
    """The rows of all installed apps and of libraries, by the name that the database has for the table."""
    found = {each.name: each for each in OF_LIBRARIES}
    for app in apps.get_app_configs():
        if app.module is not None and module_has_submodule(app.module, "tables"):
            found |= {each.name: each for each in import_module(f"{app.name}.tables").TABLES}
    return dict(sorted(found.items()))


def compared(model: type[Model]) -> Compared:
    """How the rows of a model are compared; TypeError where they are not."""
    found = every_table()[model._meta.db_table]
    if not isinstance(found, Compared):
        raise TypeError(found.name)
    return found


def compared_among(*kinds: Among) -> tuple[Compared, ...]:
    """Those that are compared with the log, of these kinds."""
    return tuple(each for each in every_table().values() if isinstance(each, Compared) and each.among in kinds)
