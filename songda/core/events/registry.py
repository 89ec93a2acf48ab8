"""The registry of events, read once from the TOML files beside this module: one entry for each kind of event."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar

from songda.core.events.origins import Door, Kind
from songda.core.party_flags import MEMBERS

SUBJECTS = (
    *("court", "reading", "case", "parties", "addresses", "consent", "calls", "lookups", "papers", "attempts"),
    *("visits", "letters", "carriage", "portal", "notices", "malfunctions", "decisions", "proof", "outreach", "work"),
)
"""The files, in the order in which people read of them."""
GRAMMAR = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")
LONGEST_NAME = 60  # letters; the column of the log
_KEYS = frozenset({"doors", "actors", "takes", "stays_with_the_court", "bears", "flags", "data", "private"})
_FLAGS = dict.fromkeys(MEMBERS.values(), "yes_no")
_LANGUAGE = re.compile("[a-z]{2}")
_Choice = TypeVar("_Choice", bound=StrEnum)

# The fields of an event: what its open and its personal part hold, and the check of what is to be written.

_DAY, _MOMENT, _ID, _HASH = 10, 19, 36, 64  # letters; a moment at the least


_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str),
    "id": lambda value: isinstance(value, str) and len(value) == _ID and value[8] == "-",
    "hash": lambda value: isinstance(value, str) and len(value) == _HASH,  # SHA-256, in hexadecimal digits
    "day": lambda value: isinstance(value, str) and len(value) == _DAY and value[4] == "-",
    "moment": lambda value: isinstance(value, str) and len(value) >= _MOMENT and value[_DAY] == "T",
    "number": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "yes_no": lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, list | tuple),
    "map": lambda value: isinstance(value, Mapping),
}
KINDS = tuple(_KINDS)


@dataclass(frozen=True, slots=True)
class Field:
    """One field, as its entry declares it: `id or null`, `list of hash`, `text or absent`."""

    declared: str
    fits: Callable[[Any], bool]
    may_be_null: bool
    may_be_absent: bool

    @classmethod
    def read(cls, declared: str) -> "Field":
        """The field of this declaration; ValueError where it is none."""
        kind, *more = declared.split(" or ")
        if len(set(more)) != len(more) or not set(more) <= {"null", "absent"}:
            raise ValueError(f"{declared!r} is no field: after its kind may come 'or null', 'or absent'")
        return cls(declared, _fitting(kind), "null" in more, "absent" in more)


@dataclass(frozen=True, slots=True)
class Part:
    """The open or the personal part of an event: its fields by name."""

    fields: Mapping[str, Field]
    needed: frozenset[str]

    @classmethod
    def read(cls, declared: Mapping[str, str]) -> "Part":
        """The part with these fields; ValueError where one is none."""
        fields = {name: Field.read(words) for name, words in declared.items()}
        needed = frozenset(name for name, field in fields.items() if not field.may_be_absent)
        return cls(MappingProxyType(fields), needed)

    def wrong_in(self, given: Mapping[str, Any]) -> Iterator[str]:
        """What is wrong in what is to be written, field by field; of values it tells none."""
        for name, value in given.items():
            field = self.fields.get(name)
            if field is None:
                yield f"{name} is no field of it"
            elif not (field.fits(value) if value is not None else field.may_be_null):
                yield f"{name} must be {field.declared}"
        yield from (f"{name} is missing" for name in sorted(self.needed - given.keys()))


def _fitting(kind: str) -> Callable[[Any], bool]:
    one = kind.removeprefix("list of ")
    if one not in _KINDS:
        raise ValueError(f"{kind!r} is no kind of field; there are {', '.join(KINDS)}, and 'list of' each")
    fits = _KINDS[one]
    return fits if one == kind else lambda value: isinstance(value, list | tuple) and all(map(fits, value))


class Fact(StrEnum):
    """What the law is told by an event: each is read out of it when an answer is decided again from a proof alone."""

    TRY = "try"  # by which way, to which class of address
    OUTCOME = "outcome"  # that it was handed over, arrived, came back
    ACT = "act"  # they read it, or said that they have it
    OBJECTION = "objection"  # and the ruling on it
    RULING = "ruling"  # of the judge on a try
    CONSENT = "consent"
    REFUSAL = "refusal"
    STATUS = "status"  # custody, death, off line, an address withheld


class UnknownEventError(ValueError):
    """Somebody tried to write an event whose name is not registered here."""


class WrongPayloadError(ValueError):
    """An event with a field that its entry does not have, without one that it must have, or of another kind."""


class RegistryError(ValueError):
    """An entry of the registry that cannot be read: which file and entry, what is wrong, and what may stand there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of event.

    `doors`: through which it may come. `actors`: whom it may name; empty: whoever comes by such a door.
    `sentences`: what it says to people, by language. `stays_with_the_court`: its personal part is given to nobody
    else: why the court mended its record, and what had been wrong in it (another person's number, say), is nobody
    else's business. `data`, `private`: the fields of its open and of its personal part; `flags`: those of a party too.
    `takes`: what somebody of the staff must be allowed to do for it; the audit holds their office at that moment to it.
    `bears`: what the law is told by it, when it is written, ended or struck; empty: nothing.
    """

    name: str
    subject: str
    doors: frozenset[Door]
    actors: frozenset[Kind]
    sentences: Mapping[str, str]
    data: Part
    private: Part
    bears: frozenset[Fact] = frozenset()
    stays_with_the_court: bool = False
    takes: str = ""


def read_entries(subject: str, text: str) -> Iterator[Entry]:
    """The entries of one file. Raises `RegistryError`."""
    for noun, parts in tomllib.loads(text).items():
        for participle, table in parts.items() if isinstance(parts, dict) else [("", None)]:
            name = f"{noun}.{participle}"
            if not isinstance(table, dict) or not GRAMMAR.fullmatch(name) or len(name) > LONGEST_NAME:
                _refuse(subject, name, f"is no event: [noun.past_participle], at most {LONGEST_NAME} letters")
            yield _entry(subject, name, table)


def _entry(subject: str, name: str, table: Mapping[str, Any]) -> Entry:
    sentences = {key: text for key, text in table.items() if _LANGUAGE.fullmatch(key)}
    for key in table.keys() - sentences.keys() - _KEYS:
        _refuse(subject, name, f"has {key!r}; known are a language (en, zh) and {', '.join(sorted(_KEYS))}")
    if not table.get("doors"):
        _refuse(subject, name, f"has no doors; there are {', '.join(Door)}")
    return Entry(
        name,
        subject,
        _chosen(Door, subject, name, table["doors"]),
        _chosen(Kind, subject, name, table.get("actors", [])),
        MappingProxyType(sentences),
        _part(subject, name, table, "data"),
        _part(subject, name, table, "private"),
        _chosen(Fact, subject, name, table.get("bears", [])),
        table.get("stays_with_the_court", False) is True,
        str(table.get("takes", "")),
    )


def _chosen(of: type[_Choice], subject: str, name: str, words: list[str]) -> frozenset[_Choice]:
    try:
        return frozenset(of(word) for word in words)
    except ValueError as strange:
        return _refuse(subject, name, f"{strange}; there are {', '.join(of)}")


def _part(subject: str, name: str, table: Mapping[str, Any], part: str) -> Part:
    declared = table.get(part, {})
    if not isinstance(declared, dict) or not all(isinstance(words, str) for words in declared.values()):
        _refuse(subject, name, f'has {part} that is no table of fields, such as {part}.address = "id or null"')
    flags = _FLAGS if part == "data" and table.get("flags") is True else {}
    try:
        return Part.read({**declared, **flags})
    except ValueError as wrong:
        return _refuse(subject, name, str(wrong))


def _refuse(subject: str, name: str, why: str) -> NoReturn:
    raise RegistryError(f"songda/core/events/{subject}.toml: [{name}] {why}")


def registry_of(texts: Mapping[str, str]) -> Mapping[str, Entry]:
    """The entries of all files, given by subject, by their names. Raises `RegistryError`."""
    found: dict[str, Entry] = {}
    for subject, text in texts.items():
        for entry in read_entries(subject, text):
            if entry.name in found:
                _refuse(subject, entry.name, f"stands in {found[entry.name].subject}.toml too")
            found[entry.name] = entry
    return MappingProxyType(found)


_FOLDER = files("songda.core.events")
REGISTRY = registry_of({name: _FOLDER.joinpath(f"{name}.toml").read_text(encoding="utf-8") for name in SUBJECTS})
EVENT_NAMES = tuple(REGISTRY)
DOORS_OF: Mapping[str, frozenset[Door]] = MappingProxyType({name: entry.doors for name, entry in REGISTRY.items()})
ACTORS_OF: Mapping[str, frozenset[Kind]] = MappingProxyType(
    {name: entry.actors for name, entry in REGISTRY.items() if entry.actors}
)
STAYS_WITH_THE_COURT = frozenset(name for name, entry in REGISTRY.items() if entry.stays_with_the_court)


def entry_of(name: str) -> Entry:
    """The entry of this name. Raises `UnknownEventError`."""
    if name not in REGISTRY:
        raise UnknownEventError(f"no event is called {name!r}; register it in songda/core/events")
    return REGISTRY[name]


def require_payload(name: str, data: Mapping[str, Any], private: Mapping[str, Any]) -> None:
    """Raise `UnknownEventError`, or `WrongPayloadError` unless an event of this name bears just these fields."""
    entry = entry_of(name)
    wrong = [*entry.data.wrong_in(data), *(f"private {fault}" for fault in entry.private.wrong_in(private))]
    if wrong:
        raise WrongPayloadError(f"{name!r}: {'; '.join(wrong)}; see songda/core/events/{entry.subject}.toml")


def sentences(language: str) -> Mapping[str, str]:
    """What each event says in this language, by name; empty for a language that the registry does not speak."""
    sentences = {name: entry.sentences.get(language) for name, entry in REGISTRY.items()}
    return {name: text for name, text in sentences.items() if text is not None}
