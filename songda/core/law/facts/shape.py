"""What the facts look like: the records in each other, the keys that must be there, their form, the words of each."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, NamedTuple, get_args, get_type_hints

from songda.core.law.facts.fields import FactsError
from songda.core.law.facts.records import Facts

_MAY_LACK = frozenset({"proved_at"})  # of a rebuttal; only one that was accepted needs it
_SAMPLES: Mapping[object, object] = {
    str: "1",
    int: 15,
    bool: True,
    date: "2022-06-01",
    datetime: "2022-06-01T09:00:00+08:00",
}
_EVERYTHING = ["*"]
_OWN_SAMPLES: Mapping[str, object] = {
    "domicile": "cn",
    "jurisdiction": "cn",
    "stages": _EVERYTHING,
    "paper_kinds": _EVERYTHING,
    "sha256": "9f2c",
    "paper_sha256": "9f2c",
    "replaces": "8e1b",
}


class Member(NamedTuple):
    """One key: the record or the fixed words that it holds, if it holds either, and whether it must be there.

    `named`: where it is called by its name in words; `form`: a value that it may have.
    """

    key: str
    kind: type | None
    is_needed: bool
    named: str
    form: object


@cache
def members_of(record: type) -> tuple[Member, ...]:
    """The keys of one record, in their order."""
    hints, noun = get_type_hints(record), re.sub(r"(?<!^)(?=[A-Z])", "_", record.__name__).lower()
    return tuple(
        Member(
            one.name,
            _kind_of(hints[one.name]),
            one.default is MISSING and one.name not in _MAY_LACK,
            f"fact_keys.{noun}.{one.name}",
            _form_of(one.name, hints[one.name]),
        )
        for one in fields(record)
    )


def _kind_of(hint: Any) -> type | None:
    """The record, or the words, behind `X | None` and `tuple[X, ...]`."""
    inner = _within(hint)
    return inner if is_dataclass(inner) or issubclass(inner, StrEnum) else None


def _within(hint: Any) -> type:
    inner = [each for each in get_args(hint) if each not in {NoneType, Ellipsis}]
    return _within(inner[0]) if inner else hint


def _form_of(key: str, hint: Any) -> object:
    """A sample: the first of the fixed words, of a record what must be there."""
    if key in _OWN_SAMPLES:
        return _OWN_SAMPLES[key]
    kind = _within(hint)
    if is_dataclass(kind):
        sample: object = {each.key: each.form for each in members_of(kind) if each.is_needed or each.key in _MAY_LACK}
    else:
        sample = next(iter(kind)).value if issubclass(kind, StrEnum) else _SAMPLES[kind]
    return [sample] if "tuple" in str(hint) else sample


@cache
def keys_of_facts() -> Mapping[str, Member]:
    """Every key by its place, such as `attempts[].events[].kind`."""
    return dict(_keys_in(Facts, ""))


def _keys_in(record: type, path: str) -> Iterator[tuple[str, Member]]:
    for member in members_of(record):
        yield f"{path}{member.key}", member
        if member.kind is not None and is_dataclass(member.kind):
            inner = "[]." if isinstance(member.form, list) else "."
            yield from _keys_in(member.kind, f"{path}{member.key}{inner}")


def key_at(path: str) -> Member | None:
    """The key at a place of a complaint, such as `$.attempts[0].channel`."""
    return keys_of_facts().get(re.sub(r"\[[0-9]+\]", "[]", path).removeprefix("$.").removesuffix("[]"))


def missing_keys(given: object) -> tuple[FactsError, ...]:
    """A complaint for every key that must be there and is not, in the order of the records."""
    return tuple(_missing(given, Facts, "$"))


def _missing(given: object, record: type, path: str) -> Iterator[FactsError]:
    if isinstance(given, list | tuple):
        for place, each in enumerate(given):
            yield from _missing(each, record, f"{path}[{place}]")
    if not isinstance(given, Mapping):
        return
    for member in members_of(record):
        if member.is_needed and member.key not in given:
            yield FactsError(f"{path}.{member.key}", "missing")
        elif member.kind is not None and is_dataclass(member.kind):
            yield from _missing(given.get(member.key), member.kind, f"{path}.{member.key}")
