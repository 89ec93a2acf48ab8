"""What the facts look like: the records in each other, the keys that must be there, and the words of each key."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import NoneType
from typing import Any, NamedTuple, get_args, get_type_hints

from songda.core.law.facts.fields import FactsError, missing_error
from songda.core.law.facts.records import Facts

_MAY_LACK = frozenset({"proved_at"})  # of a rebuttal; only one that was accepted needs it


class Member(NamedTuple):
    """One key: the record or the fixed words that it holds, if it holds either, and whether it must be there."""

    key: str
    kind: type | None
    is_needed: bool


@cache
def members_of(record: type) -> tuple[Member, ...]:
    """The keys of one record, in their order."""
    hints = get_type_hints(record)
    return tuple(
        Member(one.name, _kind_of(hints[one.name]), one.default is MISSING and one.name not in _MAY_LACK)
        for one in fields(record)
    )


def _kind_of(hint: Any) -> type | None:
    """The record, or the words, behind `X | None` and `tuple[X, ...]`."""
    inner = [each for each in get_args(hint) if each not in {NoneType, Ellipsis}]
    if inner:
        return _kind_of(inner[0])
    is_one = isinstance(hint, type) and (is_dataclass(hint) or issubclass(hint, StrEnum))
    return hint if is_one else None


def words_of_facts() -> dict[str, type[StrEnum]]:
    """The fixed words by their place, such as `attempts[].events[].kind`."""
    return dict(_words_in(Facts, ""))


def _words_in(record: type, path: str) -> Iterator[tuple[str, type[StrEnum]]]:
    hints = get_type_hints(record)
    for key, kind, _ in members_of(record):
        place = f"{path}{key}{'[]' if 'tuple' in str(hints[key]) else ''}"
        if kind is not None and issubclass(kind, StrEnum):
            yield place, kind
        elif kind is not None:
            yield from _words_in(kind, f"{place}.")


def missing_keys(given: object) -> tuple[FactsError, ...]:
    """A complaint for every key that must be there and is not, in the order of the records."""
    return tuple(_missing(given, Facts, "$"))


def _missing(given: object, record: type, path: str) -> Iterator[FactsError]:
    if isinstance(given, list | tuple):
        for place, each in enumerate(given):
            yield from _missing(each, record, f"{path}[{place}]")
    if not isinstance(given, Mapping):
        return
    for key, kind, is_needed in members_of(record):
        if is_needed and key not in given:
            yield missing_error(path, key)
        elif kind is not None and is_dataclass(kind):
            yield from _missing(given.get(key), kind, f"{path}.{key}")
