"""Reads JSON that anybody may have written, and single values out of it: whatever is wrong is said at its place."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NoReturn

from songda.core.nesting import is_too_deep
from songda.core.words import FALLBACK, Phrase, Value


class FactsError(ValueError):
    """The facts cannot be used: `path` is the place (as in JSON); what is wrong there is `facts.<wrong>` in words.

    `others`: what is missing besides.
    """

    others: tuple["FactsError", ...] = ()

    def __init__(self, path: str, wrong: str, **values: Value) -> None:
        super().__init__(path, wrong)
        self.path = path
        self.reason = Phrase(f"facts.{wrong}", values)

    def __str__(self) -> str:
        return f"{self.path}: {self.reason.sentence(FALLBACK)}"


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
    if is_too_deep(text):
        raise FactsError("$", "too_deep")
    try:
        found = json.loads(
            decoded, object_pairs_hook=_each_key_once, parse_constant=_no_constant, parse_int=_whole_number
        )
    except json.JSONDecodeError as error:
        raise FactsError("$", "not_json_at", line=error.lineno, column=error.colno, message=error.msg) from None
    if _HALF.search(decoded):  # nothing but an escape can write half a letter: UTF-8 knows none
        _refuse_half_letters(found)
    return found


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        counted = Counter(key for key, _ in pairs)
        raise FactsError(f"$..{counted.most_common(1)[0][0]}", "told_twice")
    return members


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


PLAUSIBLE_YEARS = range(1900, 2201)
_MOMENT = re.compile(r"[0-9W-]+([Tt ][0-9:.,]+)?([Zz]|[+-][0-9:]+)?")  # Python takes any letter between day and time


def as_text(value: object) -> str:
    """A text that is not empty."""
    if isinstance(value, str) and value:
        return value
    raise FactsError("", "empty")


def as_flag(value: object) -> bool:
    """True or false."""
    if isinstance(value, bool):
        return value
    raise FactsError("", "not_a_flag")


def as_count(value: object) -> int:
    """A whole number from 1 to 9999."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10_000:
        return value
    raise FactsError("", "not_a_count")


def as_moment(value: object) -> datetime:
    """A moment with its offset, as in 2022-06-02T10:00:00+08:00."""
    if not isinstance(value, str):
        raise FactsError("", "not_a_moment")
    try:
        moment_read = datetime.fromisoformat(value) if _MOMENT.fullmatch(value) else None
    except ValueError:
        moment_read = None
    if moment_read is None:
        raise FactsError("", "impossible_moment")
    if moment_read.year not in PLAUSIBLE_YEARS:
        raise FactsError("", "implausible_year")
    if moment_read.tzinfo is None:
        raise FactsError("", "no_offset")
    return moment_read


def as_domicile(value: object) -> str:
    """A country code, or `foreign`."""
    code = as_text(value)
    if code == "foreign" or (len(code) == 2 and code.isascii() and code.isalpha() and code.islower()):
        return code
    raise FactsError("", "wrong_domicile")


def as_day(value: object) -> date:
    """A day as in 2022-06-02."""
    if not isinstance(value, str) or len(value) != len("2022-06-02"):
        raise FactsError("", "not_a_day")
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise FactsError("", "impossible_day") from None
    if day.year not in PLAUSIBLE_YEARS:
        raise FactsError("", "implausible_year")
    return day
