"""Reads single options out of a provider's address, and numbers that can be meant."""

from collections.abc import Callable
from math import isfinite
from urllib.parse import parse_qs, urlsplit

_LAST_PORT = 65_535


def option_of(name: str, default: str = "—") -> Callable[[str], str]:
    """A reader of this option: its value in the address, or the default where it says nothing."""
    return lambda url: parse_qs(urlsplit(url).query).get(name, [default])[0]


def positive(text: str) -> int:
    """A number of things, one at least; ValueError for none."""
    number = int(text)
    if number < 1:
        raise ValueError(f"{text} is no number of things: one is the least")
    return number


def duration(text: str) -> float:
    """Seconds, or so many in a second; ValueError for nothing, and for what is no number (nan, inf)."""
    number = float(text)
    if not isfinite(number) or number <= 0:
        raise ValueError(f"{text} is no amount: it is more than 0, and has an end")
    return number


def port(text: str) -> int:
    """A port of this machine; ValueError for another number."""
    number = int(text)
    if not 0 <= number <= _LAST_PORT:
        raise ValueError(f"{text} is no port: the last one is {_LAST_PORT}")
    return number
