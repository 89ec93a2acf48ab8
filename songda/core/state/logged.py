"""Events as they were logged, and what all things have that they tell of: an id, fields, and who told each.

What no event tells of stays `UNTOLD`; so does a personal field whose event was erased. One that does not fit the
commitment in the log is `UNREADABLE`.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Final, TypeVar, cast, get_args, get_origin, get_type_hints


class _Word:
    """A value that stands for none that could be stored."""

    def __init__(self, word: str) -> None:
        self.word = word

    def __repr__(self) -> str:
        return self.word


UNTOLD: Final[Any] = _Word("untold")
UNREADABLE: Final[Any] = _Word("unreadable")


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """One event as it was logged; `kind` and `about` are the two halves of its stream.

    `private` is its personal part: None where it was erased or is not at hand, `UNREADABLE` where it does not fit.
    """

    id: str
    name: str
    kind: str
    about: str
    case: str | None
    happened_at: datetime
    recorded_at: datetime
    actor: str
    data: Mapping[str, Any]
    private: Mapping[str, Any] | None = None

    @classmethod
    def read(cls, leaf: Mapping[str, Any], private: Any = None) -> "LoggedEvent":
        """A leaf of the log, taken apart; KeyError, TypeError or ValueError where it is none."""
        texts = (leaf["id"], leaf["name"], leaf["stream"], leaf["case"] or "", leaf["actor"])
        if not all(isinstance(text, str) for text in texts) or not isinstance(leaf["data"], Mapping):
            raise TypeError("not the members of an event")
        kind, _, about = leaf["stream"].partition(":")
        return cls(
            leaf["id"],
            leaf["name"],
            kind,
            about,
            leaf["case"],
            moment_in(leaf["happened_at"]),
            moment_in(leaf["recorded_at"]),
            leaf["actor"],
            leaf["data"],
            private,
        )

    @property
    def stream(self) -> str:
        """Of what it tells, as the log writes it."""
        return f"{self.kind}:{self.about}"

    def personal(self, member: str) -> Any:
        """One member of the personal part, as far as it can be read."""
        if self.private is UNREADABLE:
            return UNREADABLE
        return UNTOLD if self.private is None else self.private.get(member, UNTOLD)


def moment_in(written: str) -> datetime:
    """A moment that stands in an event, in UTC; TypeError or ValueError where none does, or one without an offset."""
    read = datetime.fromisoformat(written)
    if read.tzinfo is None:
        raise ValueError("a moment without an offset from UTC")
    try:
        return read.astimezone(UTC)
    except OverflowError:
        raise ValueError("a moment outside all years") from None


@dataclass(kw_only=True)
class Entity:
    """What all have: an id, the event that began it, and of each field that was told later the event that told it.

    A field holds what it is declared to hold, whatever stands in an event; TypeError where that is something else.
    """

    id: str
    event: LoggedEvent
    source_events: dict[str, LoggedEvent] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Whatever it was made with must be of the declared kinds."""
        self._require_kinds(vars(self))

    def _require_kinds(self, values: Mapping[str, Any]) -> None:
        kinds = _kinds_of(cast("Any", type(self)))
        for name, value in values.items():
            usual, fits = kinds[name]
            if type(value) not in usual and not fits(value):
                raise TypeError(f"{name} is not of its kind")

    def update(self, event: LoggedEvent, **values: Any) -> None:
        """Later word of these fields; of what an event leaves open nothing changes."""
        self._require_kinds(values)
        for name, value in values.items():
            if value is not UNTOLD:
                setattr(self, name, value)
                self.source_events[name] = event

    def forget(self, names: Iterable[str]) -> None:
        """Nothing is known of these fields any more: what told of them last was erased."""
        for name in names:
            setattr(self, name, UNTOLD)

    def source_event(self, name: str) -> LoggedEvent:
        """The event that told this field last."""
        return self.source_events.get(name, self.event)


S = TypeVar("S")
HAPPENED: Final = attrgetter("happened_at")
RECORDED: Final = attrgetter("recorded_at")
ACTOR: Final = attrgetter("actor")
ABOUT: Final = attrgetter("about")
OWN_ID: Final = attrgetter("id")


def payload(member: str) -> Callable[[LoggedEvent], Any]:
    """Reads this member of what an event says."""
    return lambda event: event.data[member]


def payload_moment(member: str) -> Callable[[LoggedEvent], Any]:
    """Reads this member as a moment."""
    return lambda event: moment_in(event.data[member])


def later(
    things: Callable[[S], Mapping[str, Entity]], one: Callable[[LoggedEvent], str], **columns: Any
) -> Callable[[S, LoggedEvent], None]:
    """A step of the fold: later word of one thing, where it is known. Each column is a value, or read off the event."""

    def step(state: S, event: LoggedEvent) -> None:
        if (known := things(state).get(one(event))) is not None:
            known.update(event, **{name: read(event) if callable(read) else read for name, read in columns.items()})

    return step


class BegunOnce(dict[Any, Any]):
    """Things by their id, each of which begins once: whoever begins it again could hide what befell the first."""

    def __setitem__(self, key: Any, thing: Any) -> None:
        """ValueError for what has begun already."""
        if key in self:
            raise ValueError("begun already")
        super().__setitem__(key, thing)


_PLAIN: Final[frozenset[type[Any]]] = frozenset({_Word, str, bool, int, datetime, date, NoneType})


@cache
def _kinds_of(thing: Any) -> Mapping[str, tuple[frozenset[type[Any]], Callable[[Any], bool]]]:
    """Of each field the types that nearly every value has, and whether another value is of the declared kind."""
    declared = get_type_hints(thing)
    usual = {name: frozenset({_Word, *(get_args(kind) or (kind,))} & _PLAIN) for name, kind in declared.items()}
    return {name: (usual[name], _fitting(kind)) for name, kind in declared.items()}


def _fitting(declared: Any) -> Callable[[Any], bool]:
    kind = get_origin(declared) or declared
    if kind is UnionType:
        either = [_fitting(one) for one in get_args(declared)]
        return lambda value: any(fits(value) for fits in either)
    if kind is Sequence:
        of_one = _fitting(get_args(declared)[0])
        return lambda value: isinstance(value, list | tuple) and all(map(of_one, value))
    if kind in {int, date}:  # which a yes or no, and a moment, would be too
        return lambda value: type(value) is kind
    return lambda value: isinstance(value, kind)


@cache
def _own_fields(kind: Hashable) -> tuple[str, ...]:
    common = {each.name for each in fields(Entity)}
    return tuple(each.name for each in fields(cast("Any", kind)) if each.name not in common)


def own_fields(kind: Any) -> tuple[str, ...]:
    """The fields that a kind of thing has of its own."""
    return _own_fields(kind)
