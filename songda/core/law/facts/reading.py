"""Reads the facts of a service from JSON values; nothing is guessed, and every fault is named with its place.

How a record is read follows from the types of its fields. A fault is raised where it is found, with nothing but what is
wrong; whoever holds the record or the list puts the place before it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, NamedTuple, get_args, get_type_hints

from songda.core.law.facts.contradictions import refuse_contradictions
from songda.core.law.facts.fields import FactsError, as_count, as_day, as_domicile, as_flag, as_moment, as_text
from songda.core.law.facts.records import (
    AddressWithheld,
    ConsentFact,
    Facts,
    JurisdictionObjection,
    RebuttalFact,
    StatusPeriod,
)
from songda.core.law.facts.shape import members_of, missing_keys
from songda.core.law.facts.words import Ruling

Read = Callable[[object], Any]


def read_facts(given: object) -> Facts:
    """The facts in `given`; FactsError names the place and the reason for the first thing that is wrong.

    Everything that is missing besides is among its `others`.
    """
    try:
        facts = read_kept_facts(given)
    except FactsError as error:
        error.others = tuple(each for each in missing_keys(given) if each.path != error.path)
        raise
    refuse_contradictions(facts)
    return facts


def read_kept_facts(given: object) -> Facts:
    """The same of what a court keeps: clocks of others may go wrong, and what they told is kept as they told it."""
    try:
        found: Facts = _reader(Facts)(given)
    except FactsError as error:
        error.path = f"${error.path}"
        raise
    return found


class _Member(NamedTuple):
    """One key of a record; `may_be_null`: null stands for what is not told."""

    key: str
    read: Read
    is_needed: bool
    may_be_null: bool


_NOT_TOLD = (None, "untold")


@cache
def _reader(record: Any) -> Read:
    """What reads a record of this type."""
    hints, needed = get_type_hints(record), {each.key for each in members_of(record) if each.is_needed}
    members = [
        _Member(one.name, _reads(one.name, hints[one.name]), one.name in needed, one.default in _NOT_TOLD)
        for one in fields(record)
    ]
    keys, check = frozenset(hints), _CHECKS.get(record)
    blank = {one.name: None for one in fields(record) if one.default is MISSING}

    def read(given: object) -> Any:
        told = blank | _told(_object(given, keys), members)
        if check is not None:
            check(told)
        return record(**told)

    return read


def _object(given: object, keys: frozenset[str]) -> Mapping[str, object]:
    """The object, once it is sure that it has no unknown key."""
    if not isinstance(given, dict) and not isinstance(given, Mapping):  # the second takes ten times as long to ask
        raise FactsError("", "not_an_object")
    if not keys.issuperset(given):
        stranger = next(key for key in given if key not in keys)
        raise FactsError(f".{stranger}", "unknown_key", choice=", ".join(sorted(keys)))
    return given


def _told(given: Mapping[str, object], members: list[_Member]) -> dict[str, Any]:
    told = {}
    for key, read_value, is_needed, may_be_null in members:
        if key not in given:
            if is_needed:
                raise FactsError(f".{key}", "missing")
        elif (value := given[key]) is not None or not may_be_null:
            try:
                told[key] = read_value(value)
            except FactsError as error:
                error.path = f".{key}{error.path}"
                raise
    return told


def _reads(key: str, hint: Any) -> Read:
    """What reads a value of this key: by its name, by its type, or element by element."""
    if key in _BY_NAME:
        return _BY_NAME[key]
    inner = get_args(hint)
    if NoneType in inner:
        return _reads(key, next(each for each in inner if each is not NoneType))
    if Ellipsis in inner:
        each = _or_null(_reads("", inner[0])) if NoneType in get_args(inner[0]) else _reads("", inner[0])
        return _scope(_list_of(each)) if key in _SCOPES else _list_of(each)
    if issubclass(hint, StrEnum):
        return _one_of(hint)
    return _BY_TYPE.get(hint) or _reader(hint)


def _or_null(read: Read) -> Read:
    return lambda given: None if given is None else read(given)


_BY_TYPE: Mapping[type, Read] = {
    bool: as_flag,
    int: as_count,
    str: as_text,
    date: as_day,
    datetime: as_moment,
}
_BY_NAME: Mapping[str, Read] = {"domicile": as_domicile, "proved_at": _or_null(as_moment)}
_SCOPES = frozenset({"stages", "paper_kinds"})


def _one_of(words: type[StrEnum]) -> Read:
    known = {each.value: each for each in words}

    def read(given: object) -> StrEnum:
        word = known.get(given) if isinstance(given, str) else None
        if word is None:
            raise FactsError("", "not_one_of", choice=", ".join(known))
        return word

    return read


def _list_of(read_one: Read) -> Read:
    def read(given: object) -> tuple[Any, ...]:
        if not isinstance(given, list) and (not isinstance(given, Sequence) or isinstance(given, str | bytes)):
            raise FactsError("", "not_a_list")
        found = []
        for place, each in enumerate(given):
            try:
                found.append(read_one(each))
            except FactsError as error:
                error.path = f"[{place}]{error.path}"
                raise
        return tuple(found)

    return read


def _scope(read: Read) -> Read:
    """None where it reaches everything."""
    return lambda given: None if given in (["*"], ("*",)) else read(given)


Check = Callable[[Mapping[str, Any]], None]


def _in_order(begins: str, ends: str, wrong: str) -> Check:
    def check(told: Mapping[str, Any]) -> None:
        end = told.get(ends)
        if end is not None and end < told[begins]:
            raise FactsError(f".{ends}", wrong)

    return check


def _is_proved(told: Mapping[str, Any]) -> None:
    """What the judge accepted must have been proved at some moment."""
    if told["ruling"] is Ruling.ACCEPTED and told["proved_at"] is None:
        raise FactsError(".proved_at", "missing")


_CHECKS: Mapping[type, Check] = {
    JurisdictionObjection: _in_order("raised_at", "dismissal_in_force_at", "before_objection"),
    AddressWithheld: _in_order("at", "ended_at", "before_withholding"),
    StatusPeriod: _in_order("since", "until", "before_beginning"),
    ConsentFact: _in_order("at", "withdrawn_at", "before_consent"),
    RebuttalFact: _is_proved,
}
