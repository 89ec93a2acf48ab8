"""Reads single options out of a provider's address."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit


def option_of(name: str, default: str = "—") -> Callable[[str], str]:
    """A reader of this option: its value in the address, or the default where it says nothing."""
    return lambda url: parse_qs(urlsplit(url).query).get(name, [default])[0]
