"""Sheets of many cases: a row for each person, with their case, its hearing, and the names of their papers' files."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from songda.core.identifiers.typed import narrow, one_line
from songda.core.sheets.heads import SheetRow, head_row, is_unreadable, rows_below, told_by
from songda.core.sheets.people import COLUMNS as OF_PEOPLE
from songda.core.sheets.people import acting_for, moment_form, read_consent, several

OF_CASES = ("case", "cause", "hearing", "courtroom", "papers")
COLUMNS = (*OF_CASES, *OF_PEOPLE)
JOINED = ("contact", "papers")  # several columns of these are one: their cells hold several of them anyhow


@dataclass(frozen=True)
class BatchRow(SheetRow):
    """A row of a person in a case, or of the case as a whole."""

    @property
    def is_person(self) -> bool:
        """Whether anybody stands in it; a role alone is nobody."""
        return any(self.cell(name) for name in ("name", "number", "contact", "place"))

    @property
    def papers(self) -> list[str]:
        """The names of the files that are for this person, or, in a row without one, for everybody in the case."""
        return several(self.cell("papers"))


@dataclass(frozen=True)
class CaseRows:
    """The rows of one case, together wherever they stand; a row without a number belongs to the one above it."""

    number: str
    rows: tuple[BatchRow, ...]

    def first(self, column: str) -> tuple[str, int]:
        """What the first row that says it says of the case, and its line; the case's own line where none does."""
        row = next((row for row in self.rows if row.cell(column)), self.rows[0])
        return row.cell(column), row.line

    def contradictions(self) -> list[tuple[BatchRow, str]]:
        """The rows that say otherwise of the case than the first row that says it, each with the column."""
        return [
            (row, column)
            for column in ("cause", "hearing", "courtroom")
            for row in self.rows
            if row.cell(column) and _meant(row.cell(column)) != _meant(self.first(column)[0])
        ]

    @property
    def people(self) -> list[BatchRow]:
        """The rows in which somebody stands."""
        return [row for row in self.rows if row.is_person]


def columns_of(head: Sequence[str], known: Mapping[str, str]) -> list[str]:
    """What each column of a sheet tells, by its head: as it was chosen before, else as courts call it."""
    return each_once([known.get(narrow(cell).lower(), "") or told_by(cell, "batch_heads", "heads") for cell in head])


def each_once(told: Sequence[str]) -> list[str]:
    """What columns tell, without what is no column of ours, and what two tell that cannot be joined but once."""
    return [
        column if column in COLUMNS and (column in JOINED or column not in told[:at]) else ""
        for at, column in enumerate(told)
    ]


def cases_in(table: Sequence[Sequence[str]], columns: Sequence[str], *, tells_blank: bool = True) -> list[CaseRows]:
    """The cases of a sheet in the order in which they come first, from below its head on.

    A row without a number belongs to the one above it, unless nobody can know whether its cell is empty: it shows an
    error, or (`tells_blank` False) the file does not tell errors from nothing. Such a row begins a case without number.
    """
    rows: dict[str, list[BatchRow]] = {}
    number = ""
    for line, cells in rows_below(table, head_row(table)):
        row = BatchRow(line, _read_cells(cells, columns))
        own = row.cell("case")
        if is_unreadable(own) or not (own or tells_blank):
            own = f"\0{line}"
        number = own or number
        rows.setdefault("".join(narrow(number).split()), []).append(row)
    return [CaseRows(of[0].cell("case"), tuple(of)) for of in rows.values()]


def _read_cells(cells: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    details: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column and cell:
            details[column] = f"{details[column]};{cell}" if column in details else cell
    if "role" in details:
        details["role"], whose = acting_for(details["role"])
        details.setdefault("acts_for", whose)
    if "consent" in details:
        details["consent"] = read_consent(details["consent"])
    return details


def _meant(cell: str) -> str:
    """The words as they are compared: a moment is one however it is written."""
    moment = read_moment(cell)
    return moment.isoformat() if moment else narrow(cell).lower()


def read_moment(cell: str) -> datetime | None:
    """A day and an hour as spreadsheets and people write them, in the court's own time; None where it is none."""
    found = moment_form().fullmatch(one_line(unicodedata.normalize("NFKC", cell)))
    if found is None:
        return None
    year, month, day, hour, minute = (int(found[part] or 0) for part in ("year", "month", "day", "hour", "minute"))
    hour += 12 * bool(found["late"] and hour < 12)
    try:
        return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - the court's zone is the caller's to add
    except ValueError:
        return None
