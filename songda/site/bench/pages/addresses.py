"""Every address of the house, taken from the tables of addresses themselves: a new page cannot be left out."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

_PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
_API = "api:"


@dataclass(frozen=True)
class Address:
    """One address: its name, how it is written, and the names of what stands in it."""

    name: str
    route: str
    asked: frozenset[str]

    def filled(self, keys: Mapping[str, object]) -> str:
        """The address with these values in it."""
        return "/" + _PLACE.sub(lambda found: str(keys[found[1]]), self.route)


def all_addresses() -> list[Address]:
    """All that have a name. Operations of the API share names, so these are called by their route."""
    return list(_named(get_resolver().url_patterns))


def _named(
    patterns: Iterable[URLPattern | URLResolver], room: str = "", route: str = "", above: frozenset[str] = frozenset()
) -> Iterator[Address]:
    for pattern in patterns:
        asked, whole = above | frozenset(pattern.pattern.regex.groupindex), route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inside = f"{room}{pattern.namespace}:" if pattern.namespace else room
            yield from _named(pattern.url_patterns, inside, whole, asked)
        elif pattern.name:
            name = whole.removeprefix("api/v1/") if room == _API else str(pattern.name)
            yield Address(f"{room}{name}", whole, asked)
