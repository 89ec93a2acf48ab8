"""The rules of ringing people, as data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

Window = tuple[time, time]


@dataclass(frozen=True)
class CallingRules:
    """Windows in which a telephone may ring, tries until a number is exhausted, people a line may call on one day."""

    working_day: tuple[Window, ...]
    rest_day: tuple[Window, ...]
    before_exhausted: int
    stretches: tuple[str, ...]
    evening_from: time
    minutes_apart: int
    people_a_day: int


@cache
def load_rules(path: Path | None = None) -> CallingRules:
    """The court's own rules, or those that come along; ValueError says what is wrong with a file."""
    text = path.read_text("utf-8") if path else files(__package__).joinpath("rules.toml").read_text("utf-8")
    try:
        return _read(tomllib.loads(text))
    except (KeyError, TypeError, ValueError) as wrong:
        raise ValueError(f"the rules of calling cannot be read: {wrong}") from wrong


def _read(table: Mapping[str, Any]) -> CallingRules:
    hours, tries, pacing = table["hours"], table["tries"], table["pacing"]
    if unknown := set(tries["stretches"]) - {"weekday", "evening", "weekend"}:
        raise ValueError(f"no stretch is called {min(unknown)}")
    return CallingRules(
        working_day=tuple(map(_window, hours["working_day"])),
        rest_day=tuple(map(_window, hours["rest_day"])),
        before_exhausted=_at_least_one(tries["before_exhausted"]),
        stretches=tuple(tries["stretches"]),
        evening_from=time.fromisoformat(tries["evening_from"]),
        minutes_apart=int(tries["minutes_apart"]),
        people_a_day=_at_least_one(pacing["people_a_day"]),
    )


def _window(text: str) -> Window:
    begins, ends = map(time.fromisoformat, text.split("-"))
    if begins >= ends:
        raise ValueError(f"{text}: the earlier hour comes first")
    return begins, ends


def _at_least_one(number: int) -> int:
    if int(number) < 1:
        raise ValueError(f"{number}: at least one")
    return int(number)
