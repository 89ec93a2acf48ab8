"""What each thing that comes from outside proves at most: one table, with its article or standard beside it.

Channels and carriers read their providers' words by it, and the law's rows are held to it. Whatever stands in no row
proves nothing and goes to a person.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from typing import Any


class Proves(IntEnum):
    """The most that something proves, each more than the one before."""

    NOTHING = 0
    HANDED_ON = 1  # to a system on the way
    ARRIVED = 2  # in the system, or at the place, of the recipient
    READ = 3
    WHO = 4  # and who it was


@dataclass(frozen=True)
class ProvingRow:
    """One word of a source: by which word it goes on, and what it proves at most."""

    taken_as: str
    proves: Proves


@dataclass(frozen=True)
class ProvingTable:
    """All words of a source, and on what that rests."""

    title: str
    basis: str
    rows: Mapping[str, ProvingRow]


@cache
def tables() -> Mapping[str, ProvingTable]:
    """By the name of the source."""
    read = tomllib.loads(files(__package__).joinpath("proving.toml").read_text("utf-8"))
    return {name: _table(dict(table)) for name, table in read.items()}


def _table(given: dict[str, Any]) -> ProvingTable:
    title, basis = given.pop("title"), given.pop("basis")
    rows = {said: ProvingRow(kind, Proves[proves.upper()]) for said, (kind, proves) in given.items()}
    return ProvingTable(title, basis, rows)


def taken_as(source: str) -> Mapping[str, str]:
    """By which word each word of a source goes on. KeyError for a source that has no table."""
    return {said: row.taken_as for said, row in tables()[source].rows.items()}
