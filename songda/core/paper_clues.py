"""What the name of a file and the first page of a paper tell about it, so that a person need only look it over."""

import re
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import PurePath
from typing import Any

from songda.core.identifiers.typed import narrow

_TEN, _HUNDRED = 10, 100
_HALF_PAST = 30
_NOON = 12


@dataclass(frozen=True)
class Clues:
    """What is guessed of a paper; empty where nothing is told.

    `title` is the name of the file without its numbering, empty where it is the name of the kind. `hearing_at` is the
    court's own time, without a zone.
    """

    kind: str = ""
    title: str = ""
    days: int | None = None
    hearing_at: datetime | None = None
    hearing_place: str = ""


def clues_of(file_name: str, first_page: str, kinds: Mapping[str, str]) -> Clues:
    """Read both. `kinds` names every kind of paper that its name tells; a kind missing there is left to a person."""
    stem = PurePath(file_name).stem
    kind = _kind_in_name(stem, kinds) or _kind_in_headings(first_page, kinds)
    hearing_at, place = _hearing(first_page)
    return Clues(kind, _title(stem, kind, kinds), _days(first_page) or _days_in_name(stem, kind), hearing_at, place)


def _kind_in_name(stem: str, kinds: Mapping[str, str]) -> str:
    """The longest name that stands in it; of names as long as each other the last."""
    bare = narrow(stem)
    found = [(len(name), bare.rfind(name), kind) for name, kind in _names(kinds) if name in bare]
    return max(found)[2] if found else ""


def _kind_in_headings(page: str, kinds: Mapping[str, str]) -> str:
    """The first short line that ends with the name of a kind."""
    words = _words()["headings"]
    for line in page.splitlines()[: words["lines"]]:
        bare = re.sub(words["tail"], "", narrow(line))
        fits = [(len(name), kind) for name, kind in _names(kinds) if bare.endswith(name)]
        if fits and len(bare) <= words["longest"]:
            return max(fits)[1]
    return ""


def _names(kinds: Mapping[str, str]) -> list[tuple[str, str]]:
    own = [(narrow(name), kind) for kind, name in kinds.items()]
    return own + [(name, kind) for kind, names in _words()["kinds"].items() if kind in kinds for name in names]


def _title(stem: str, kind: str, kinds: Mapping[str, str]) -> str:
    words = _words()["name"]
    title = re.sub(words["filling"], " ", re.sub(words["numbering"], "", stem)).strip()
    return "" if (narrow(title), kind) in _names(kinds) else title


def _days(page: str) -> int | None:
    bare = narrow(page)
    found = next((hit for form in _words()["days"]["forms"] if (hit := re.search(form, bare))), None)
    return _number(found[1]) if found else None


def _days_in_name(stem: str, kind: str) -> int | None:
    words = _words()["days"]
    found = re.search(words["name"], narrow(stem)) if kind in words["named"] else None
    return _number(found[1]) if found else None


def _number(written: str) -> int | None:
    """A number below a thousand in either writing."""
    if written.isdecimal():
        return int(written)
    words = _words()["days"]
    total, rest = 0, written
    for sign, worth in ((words["hundred"], _HUNDRED), (words["ten"], _TEN)):
        head, found, tail = rest.partition(sign)
        if found:
            total += worth * (words["digits"].find(head) + 1 if head else 1)
            rest = tail
    return total + (words["digits"].find(rest) + 1 if rest else 0) or None


def _hearing(page: str) -> tuple[datetime | None, str]:
    words, bare = _words()["hearing"], narrow(page)
    found = re.search(words["moment"], bare)
    at = None
    if found:
        year, month, day, part, hour, minute, half = found.groups()
        later = _NOON if part in words["afternoon"] and int(hour) < _NOON else 0
        with suppress(ValueError):  # there is no such day
            on = datetime(int(year), int(month), int(day), int(hour), int(minute or 0))  # noqa: DTZ001
            at = on + timedelta(hours=later, minutes=_HALF_PAST if half else 0)
    return at, _place(page)


def _place(page: str) -> str:
    """What stands behind the words for it, in the same line or in the next."""
    words = _words()["hearing"]
    lines = [narrow(line) for line in page.splitlines()]
    for at, line in enumerate(lines):
        found = re.search(words["place"], line)
        if found:
            after = line[found.end() :] or next(iter(lines[at + 1 : at + 2]), "")
            return re.split(words["ends"], after)[0][: words["longest_place"]]
    return ""


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("songda.core").joinpath("paper_clues.toml").read_text("utf-8"))
