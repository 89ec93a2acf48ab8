"""Reads JSON that anybody may have written: whatever is wrong with it is said at its place, and costs little."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn

from songda.core.law.facts.fields import FactsError

LARGEST = 4_000_000  # bytes; a service with a thousand tries is a tenth of it
_DIGITS = 20
_HALF = re.compile(r"\\u[dD]")


def read_text(text: bytes) -> str:
    """The letters, a mark of the byte order among them; FactsError for what is too long, or no UTF-8."""
    if len(text) > LARGEST:
        raise FactsError("$", "too_long", amount=LARGEST // 1_000_000)
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise FactsError("$", "not_utf8", place=error.start + 1) from None


def read_json(text: bytes) -> object:
    """What the text says.

    Raises FactsError for what is too long, no UTF-8, no JSON, or JSON that two readers would read as two things.
    """
    decoded = read_text(text).removeprefix("\ufeff")
    try:
        found = json.loads(
            decoded, object_pairs_hook=_each_key_once, parse_constant=_no_constant, parse_int=_whole_number
        )
    except json.JSONDecodeError as error:
        raise FactsError("$", "not_json_at", line=error.lineno, column=error.colno, message=error.msg) from None
    except RecursionError:
        raise FactsError("$", "too_deep") from None
    if _HALF.search(decoded):  # nothing but an escape can write half a letter: UTF-8 knows none
        _refuse_half_letters(found)
    return found


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) < len(pairs):
        counted = Counter(key for key, _ in pairs)
        raise FactsError(f"$..{counted.most_common(1)[0][0]}", "told_twice")
    return told


def _no_constant(name: str) -> NoReturn:
    raise FactsError("$", "not_json", name=name)


def _whole_number(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise FactsError("$", "number_too_long", amount=len(digits))
    return int(digits)


def _refuse_half_letters(found: object) -> None:
    """Half of a pair of surrogates is no letter: nothing can print it."""
    for path, text in _texts(found):
        if any("\ud800" <= letter <= "\udfff" for letter in text):
            raise FactsError(path.encode("utf-8", "backslashreplace").decode(), "half_a_letter")


def _texts(found: object) -> Iterator[tuple[str, str]]:
    """Every text in it, keys too, with its place; without recursion, for what is nested deeply."""
    left: list[tuple[str, object]] = [("$", found)]
    while left:
        path, value = left.pop()
        if isinstance(value, str):
            yield path, value
        elif isinstance(value, dict):
            left += [(f"{path}.{key}", each) for key, each in value.items()]
            yield from ((f"{path}.{key}", key) for key in value)
        elif isinstance(value, list):
            left += [(f"{path}[{place}]", each) for place, each in enumerate(value)]
