"""Writes facts as JSON in exactly one way, so that the same facts always have the same hash.

The form is RFC 8785 for the JSON that evidence uses: texts, whole numbers, yes/no, nothing, lists and objects.
Fractions are refused, since programs disagree about how to write them.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"

LARGEST_INTEGER = 2**53 - 1


class NotCanonicalError(ValueError):
    """A value that has no canonical form; the message tells where it is."""


def canonical(value: Json) -> bytes:
    """The one way to write `value`, in UTF-8. Raises `NotCanonicalError` with the place of what cannot be written."""
    ordered = _ordered(value, "$")
    try:
        return _ENCODER.encode(ordered).encode()
    except UnicodeEncodeError as error:
        raise NotCanonicalError("$: half of a character (a lone surrogate)") from error


def says_the_same(value: Json, written: bytes) -> bool:
    """Whether a form that `canonical` made, of whatever, is that of `value`: many times as quick where it is.

    Sorted by letters, texts come out the same but for keys of rare characters; only then the long way is gone.
    """
    try:
        if _QUICK_ENCODER.encode(value).encode() == written:
            return True
        return canonical(value) == written
    except (TypeError, ValueError):
        return False


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False)
_QUICK_ENCODER = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False, sort_keys=True
)


def _ordered(value: object, place: str) -> object:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return _safe_integer(value, place)
    if isinstance(value, Mapping):
        return {key: _ordered(value[key], f"{place}.{key}") for key in _in_order(value)}
    if isinstance(value, list | tuple):
        return [_ordered(item, f"{place}[{number}]") for number, item in enumerate(value)]
    raise NotCanonicalError(f"{place}: {type(value).__name__} has no canonical form")


def _safe_integer(value: int, place: str) -> int:
    if abs(value) > LARGEST_INTEGER:
        raise NotCanonicalError(f"{place}: {value} is beyond what every JSON reader keeps exactly")
    return value


def _in_order(keys: Iterable[object]) -> list[str]:
    """Keys are ordered by UTF-16 units, as RFC 8785 asks; for plain ASCII that is the usual order."""
    names = list[str]()
    for key in keys:
        if not isinstance(key, str):
            raise NotCanonicalError(f"the key {key!r} is not a text")
        names.append(key)
    return sorted(names) if "".join(names).isascii() else sorted(names, key=_utf16)


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")
