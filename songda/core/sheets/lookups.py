"""Sheets of look-ups: a row for each person who is to be looked up, with their case, what for, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from songda.core.identifiers.typed import narrow
from songda.core.lookups import Ground, Operator, Purpose
from songda.core.sheets.heads import SheetRow, head_row, heads_in, rows_below, told_by
from songda.core.sheets.people import several
from songda.core.words import names_of

COLUMNS = ("case", "name", "number", "purpose", "ground", "why", "operators", "days")
WEEK = 7
_TABLES = {"purpose": Purpose, "ground": Ground, "operator": Operator}


@dataclass(frozen=True)
class LookupRow(SheetRow):
    """A row of somebody who is to be looked up."""

    @property
    def purpose(self) -> str:
        """The purpose that is meant; service where nothing stands there, what stands there where it is none."""
        return word_of("purpose", self.cell("purpose")) if self.cell("purpose") else Purpose.SERVICE.value

    @property
    def ground(self) -> str:
        """The ground that is meant, or what stands there."""
        return word_of("ground", self.cell("ground"))

    @property
    def operators(self) -> tuple[str, ...]:
        """The operators that are to be asked: all of them where nobody is named."""
        named = several(self.cell("operators"))
        return tuple(word_of("operator", one) for one in named) if named else tuple(one.value for one in Operator)

    @property
    def days(self) -> int | None:
        """For how many days it is to be good; a week where nothing stands there, None for what is no number."""
        typed = narrow(self.cell("days"))
        return WEEK if not typed else int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else None


def columns_of(head: Sequence[str]) -> list[str]:
    """What each column tells, by its head; empty for one that is not known, or that stood before."""
    found: list[str] = []
    for cell in head:
        column_name = next((column for table in _HEADS if (column := told_by(cell, table)) in COLUMNS), "")
        found.append(column_name if column_name not in found else "")
    return found


_HEADS = ("lookup_heads", "batch_heads", "heads")


def lookups_in(table: Sequence[Sequence[str]]) -> list[LookupRow]:
    """The rows of a sheet in which something stands, from below its head on."""
    columns, head = columns_of(heads_in(table)), head_row(table)
    rows = [
        LookupRow(line, {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column})
        for line, cells in rows_below(table, head)
    ]
    return [row for row in rows if any(row.cells.values())]


def word_of(table: str, typed: str) -> str:
    """The stored word that is meant by a name in either language; what stands there where none is."""
    return _words(table).get(narrow(typed).lower(), typed)


@cache
def _words(table: str) -> Mapping[str, str]:
    named = {
        narrow(name).lower(): word
        for language in ("en", "zh")
        for word, name in names_of(f"lookups.{table}", language).items()
    }
    return named | {word.value: word.value for word in _TABLES[table]}
