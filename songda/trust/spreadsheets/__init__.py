"""Spreadsheets that come in: opened in a process of their own; only the words of their cells are kept."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mode
from typing import Any

from songda.core.identifiers.typed import one_line
from songda.core.sheets.heads import parting_mark
from songda.trust.paper.child import Allowance, ChildFailed, run
from songda.trust.paper.findings import MEGABYTE

LARGEST = 8 * MEGABYTE
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 10_000, 60, 4_000
JOBS = "songda.trust.spreadsheets.jobs"
_ALLOWANCE = Allowance(20, 40, 1024 * MEGABYTE, 64 * MEGABYTE)
_BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # xlsx and ods; xls
_WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
Table = list[list[str]]


@dataclass(frozen=True)
class Taken:
    """The cells of a file; of a workbook the sheet that was taken, those that were not, and how many rows hide.

    `tells_blank`: whether a cell that holds nothing can be told from one whose formula failed.
    """

    table: Table
    sheet: str = ""
    others: tuple[str, ...] = ()
    hidden: int = 0
    tells_blank: bool = True


class SpreadsheetError(Exception):
    """Nothing is taken of it; `fields.spreadsheet.<code>` says why, with the `values` that tell where.

    `code` is "empty", "too_large", "unreadable", "locked", "too_many_rows", "too_many_columns", "long_cell" or
    "quote".
    """

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def read_spreadsheet(body: bytes) -> Taken:
    """The cells of one sheet (xlsx, xls, ods), or of a text with commas or tabs.

    Of several sheets it is the first with heads that are known, else the first in which anything stands.

    A text is UTF-8, UTF-16 or GB 18030. A row without words is an empty one, so that each keeps its number. A cell
    that reaches over several rows is said of each; one that shows an error holds its name, one that was never
    reckoned its formula. Nothing is cut off: what is more than is read is refused. Raises SpreadsheetError;
    NoTurnError where so many files are opened that this one was not.
    """
    if not body.strip():
        raise SpreadsheetError("empty")
    if len(body) > LARGEST:
        raise SpreadsheetError("too_large")
    taken = _of_book(body) if body.startswith(_BOOKS) else _of_text(body)
    if not taken.table:
        raise SpreadsheetError("empty")
    return taken


def read_pasted(words: str) -> Taken:
    """The cells of pasted words, as those of a file with text; none of nothing. Raises as `read_spreadsheet` does."""
    if not words.strip():
        return Taken([])
    body = words.encode("utf-8", "replace")
    if len(body) > LARGEST:
        raise SpreadsheetError("too_large")
    return _of_text(body)


def read_cells(text: str) -> Table:
    """The cells of words: parted by tabs where there are any, else by commas or semicolons, else by blanks.

    What strangers write is read in a child alone: eight million commas take their time.
    """
    parted = parting_mark(text)
    if parted is None:
        return _plain(line.split() for line in text.splitlines())
    return _plain(_parted(text, parted))


def _parted(text: str, mark: str) -> list[list[str]]:
    """Quoted cells may hold line breaks and the mark itself; a quotation mark that is not closed where it should be is
    refused with its row: it would take the rows below it into one cell.
    """
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True))
    except csv.Error as error:
        raise SpreadsheetError("quote", row=len(rows) + 1) from error
    usual = mode(map(len, rows)) if rows else 0
    for number, row in enumerate(rows, start=1):
        if any(_swallows_rows(cell, mark, usual, len(row)) for cell in row):
            raise SpreadsheetError("quote", row=number)
    return rows


def _swallows_rows(cell: str, mark: str, usual: int, width: int) -> bool:
    """Whether it breaks lines and holds as many marks as a whole row, or any where its row is too wide."""
    if len(cell.splitlines()) < 2:
        return False
    return cell.count(mark) >= (1 if width > usual else max(2, usual - 1))


def _of_book(body: bytes) -> Taken:
    answer = _in_child("read", body)
    return Taken(
        _plain(answer["rows"]), answer["sheet"], tuple(answer["others"]), answer["hidden"], answer["tells_blank"]
    )


def _of_text(body: bytes) -> Taken:
    return Taken(_in_child("read_text", body)["rows"])


def _in_child(job: str, body: bytes) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(run(job, body, [], _ALLOWANCE, jobs=JOBS))
    except (ChildFailed, ValueError) as failed:
        raise SpreadsheetError("unreadable") from failed
    if "refusal" in answer:
        raise SpreadsheetError(answer["refusal"], **answer.get("values", {}))
    return answer


def letters_of(body: bytes) -> str:
    """The words of a text file; raises SpreadsheetError where it is none."""
    known = next((form for mark, form in _WIDE.items() if body.startswith(mark)), None)
    for encoding in [known] if known else ["utf-8", "gb18030"]:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SpreadsheetError("unreadable")


def _plain(rows: Iterable[Sequence[str]]) -> Table:
    """Each cell as forms take what is typed, each row at its number: blank ones stay where others follow."""
    table: Table = []
    for number, row in enumerate(rows, start=1):
        cells = [one_line(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            _check_bounds(cells, number)
            table += ([] for _ in range(number - 1 - len(table)))
            table.append(cells)
    return table


def _check_bounds(cells: Sequence[str], number: int) -> None:
    if number > MOST_ROWS:
        raise SpreadsheetError("too_many_rows")
    if len(cells) > MOST_COLUMNS:
        raise SpreadsheetError("too_many_columns", row=number, most=MOST_COLUMNS)
    if long := next((cell for cell in cells if len(cell) > LONGEST_CELL), None):
        raise SpreadsheetError("long_cell", row=number, begin=long[:12], most=LONGEST_CELL)
