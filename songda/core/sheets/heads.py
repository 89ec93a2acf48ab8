"""Where the heads of a table stand, what each column tells by its head, and what parts the cells of a text."""

import io
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, reduce
from importlib.resources import files
from itertools import islice
from typing import Any

from songda.core.identifiers.typed import narrow

HEADS = ("batch_heads", "lookup_heads", "heads")
_LONGEST_SUM = 30
HEAD_WITHIN = 10  # so many rows at the top, blank ones not counted


@dataclass(frozen=True)
class SheetRow:
    """One row: its place in the sheet (from 1, as spreadsheets count), and what its cells say by their column."""

    line: int
    cells: Mapping[str, str]

    def cell(self, column: str) -> str:
        """The cell; empty where the sheet has no such column."""
        return self.cells.get(column, "")


def find_head(table: Sequence[Sequence[str]]) -> int | None:
    """The place of the row that heads the others: with most heads of those that are known, a title may stand above it.

    None where no row near the top names a case or a person as a head does.
    """
    found = {at: [column for cell in row if (column := told_by(cell, *HEADS))] for at, row in _first_rows(table)}
    heads = [at for at, columns in found.items() if "name" in columns or "case" in columns]
    return max(heads, key=lambda at: len(found[at]), default=None)


def head_row(table: Sequence[Sequence[str]]) -> int:
    """The same for a table that must have a head: else the first row in which more stands than a title."""
    if (known := find_head(table)) is not None:
        return known
    first = [(at, sum(map(bool, row))) for at, row in _first_rows(table)]
    return next((at for at, count in first if count > 1), first[0][0] if first else 0)


def heads_in(table: Sequence[Sequence[str]]) -> list[str]:
    """The heads of such a table, as many as its widest row has cells; empty for a column without one."""
    at = head_row(table)
    width = max(map(len, table[at:]), default=0)
    return [*table[at], *[""] * (width - len(table[at]))] if table else []


def _first_rows(table: Sequence[Sequence[str]]) -> list[tuple[int, Sequence[str]]]:
    return list(islice(((at, row) for at, row in enumerate(table) if any(row)), HEAD_WITHIN))


def left_out(table: Sequence[Sequence[str]], columns: Sequence[str]) -> list[str]:
    """The heads of columns that hold something and tell nothing; what says nothing of anybody is missed by nobody."""
    rows = table[head_row(table) + 1 :]
    return [
        head
        for at, (head, column) in enumerate(zip(heads_in(table), columns, strict=False))
        if not column and not says_nothing(head) and any(row[at:] and row[at] for row in rows)
    ]


def says_nothing(head: str) -> bool:
    """Whether a head is that of running numbers, or of what was answered about a sheet before."""
    return told_by(head, "heads") in {"line", "result"}


def is_unreadable(cell: str) -> bool:
    """Whether a spreadsheet shows an error there, or a formula whose value is not known: that is not an empty cell."""
    return _form("unreadable", "form").search(narrow(cell).lower()) is not None


def why_aside(row: Sequence[str]) -> str:
    """Why a row below the head tells of nobody: "total" where sums stand, "example" of a template; else empty."""
    cells = [narrow(cell).lower() for cell in row if cell]
    if any(_form("aside", "example").fullmatch(cell) for cell in cells):
        return "example"
    total, amount = _form("aside", "total"), _form("aside", "amount")
    first = next((cell for cell in cells if not amount.fullmatch(cell)), "")
    is_total = total.fullmatch(first) and all(total.fullmatch(cell) or amount.fullmatch(cell) for cell in cells)
    return "total" if is_total and not any(len(cell) > _LONGEST_SUM for cell in cells) else ""


def rows_below(table: Sequence[Sequence[str]], head: int) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows below the head that hold something and tell of somebody, each with its line."""
    return (
        (line, row) for line, row in enumerate(table[head + 1 :], start=head + 2) if any(row) and not why_aside(row)
    )


def rows_aside(table: Sequence[Sequence[str]], head: int) -> list[tuple[int, str]]:
    """The rows that are left out, each with its line and why."""
    return [(line, why) for line, row in enumerate(table[head + 1 :], start=head + 2) if (why := why_aside(row))]


def told_by(head: str, *tables: str) -> str:
    """Which column a head tells, by the first of these tables that knows it.

    Neither the marks at its ends nor what stands behind it in brackets count, nor how its words are joined.
    """
    bare = _joined_alike(head)
    stripped = bare.strip(words()["numbering"]["brackets"] + words()["parting"]["head_ends"])
    forms = (bare, stripped, stripped.partition("(")[0])
    known = (heads_of(table).get(form, "") for table in tables for form in forms)
    return next(filter(None, known), "")


def _joined_alike(head: str) -> str:
    """Names joined by another "or" are the same head."""
    first, *others = words()["parting"]["joins"]
    return reduce(lambda said, other: said.replace(other, first), others, narrow(head).lower())


def parting_mark(text: str) -> str | None:
    """What parts the cells of pasted words; None where only blanks can.

    That which parts known heads near the top, else the first one that stands in the first line that has any: further
    down it may belong to the words of a cell.
    """
    marks: list[str] = words()["parting"]["cells"]
    lines = list(islice((line for line in io.StringIO(text) if line.strip()), HEAD_WITHIN))
    heads = {mark: max((_heads_parted(line, mark) for line in lines), default=0) for mark in marks}
    if (most := max(heads.values())) > 1:
        return next(mark for mark in marks if heads[mark] == most)
    first = next((line for line in io.StringIO(text) if any(mark in line for mark in marks)), "")
    return next((mark for mark in marks if mark in first), None)


def _heads_parted(line: str, mark: str) -> int:
    return sum(bool(told_by(cell.strip().strip('"'), *HEADS)) for cell in line.split(mark)) if mark in line else 0


@cache
def _form(table: str, name: str) -> re.Pattern[str]:
    return re.compile(words()[table][name])


@cache
def words() -> dict[str, Any]:
    """How columns are headed, and what cells say: what stands in `case_sheets.toml`."""
    return tomllib.loads(files("songda.core").joinpath("case_sheets.toml").read_text("utf-8"))


@cache
def heads_of(table: str) -> Mapping[str, str]:
    """Which column stands under a head, as narrow as it can be written: `heads` of people, `batch_heads` of cases."""
    return {_joined_alike(head): column for column, heads in words()[table].items() for head in heads}
