"""The inside of the child process: opens one workbook or text and writes the words of its cells."""

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from songda.core.sheets.heads import find_head
from songda.trust.paper.confinement import take_limits
from songda.trust.spreadsheets import SpreadsheetError, letters_of, read_cells
from songda.trust.spreadsheets.sheet_xml import hidden_rows, sheet_xml, unread_cells

MOST_ROWS, MOST_COLUMNS = 10_000, 60
_OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"  # ods


def read(body: bytes) -> dict[str, Any]:
    """The `rows` of one sheet and its name, the names of `others` that hold something, how many rows are `hidden`.

    `tells_blank`: whether a cell that holds nothing can be told from one whose formula failed. It is the first sheet
    with heads that are known, else the first in which anything stands; sheets that are not shown do not count. Or the
    `refusal`.
    """
    from io import BytesIO

    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with CalamineWorkbook.from_object(BytesIO(body)) as book:
            found = list(_sheets(book, body))
    except PasswordError:
        return {"refusal": "locked"}
    except CalamineError:
        return {"refusal": "unreadable"}
    if not found:
        return {"refusal": "empty"}
    at, name, rows = next((one for one in found if find_head(one[2]) is not None), found[0])
    xml = sheet_xml(body, at)
    return {
        "rows": rows,
        "sheet": name,
        "others": [other for place, other, _rows in found if place != at],
        "hidden": sum(row <= len(rows) and bool(rows[row - 1]) for row in hidden_rows(xml or b"")),
        "tells_blank": xml is not None or _OPEN_DOCUMENT in body[:100],
    }


def _sheets(book: Any, body: bytes) -> Iterator[tuple[int, str, list[list[str]]]]:
    """Each that is shown and holds something: its place, its name, its rows."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    for at, sheet in enumerate(book.sheets_metadata):
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet:
            page = book.get_sheet_by_name(sheet.name)
            rows = list(_rows(page.iter_rows()))
            left = (page.start or (0, 0))[1]
            _show_unread(rows, sheet_xml(body, at) or b"", left)
            _fill_merged(rows, page.merged_cell_ranges or (), left)
            if any(rows):
                yield at, sheet.name, rows


def _show_unread(rows: list[list[str]], sheet: bytes, left: int) -> None:
    """What shows an error or was never reckoned is not empty: its words stand in its cell."""
    for row, column, words in unread_cells(sheet):
        if row < len(rows) and left <= column < left + MOST_COLUMNS:
            _put(rows[row], column - left, words)


def _fill_merged(rows: list[list[str]], ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]], left: int) -> None:
    """A cell that reaches over several rows is said of each of them that holds anything else."""
    for (top, column), (bottom, _right) in ranges:
        at = column - left
        if bottom > top and top < len(rows) and 0 <= at < len(rows[top]) and (words := rows[top][at]):
            for row in rows[top + 1 : bottom + 1]:
                if any(row):
                    _put(row, at, words)


def _put(row: list[str], at: int, words: str) -> None:
    row.extend("" for _ in range(at + 1 - len(row)))
    row[at] = row[at] or words


def _rows(rows: Iterator[list[Any]]) -> Iterator[list[str]]:
    """Each with its words up to the last cell that has some, and no more than tells that there are too many."""
    for number, row in enumerate(rows, start=1):
        width = next((at for at in range(len(row), 0, -1) if row[at - 1] != ""), 0)
        yield [_words(cell) for cell in row[: min(width, MOST_COLUMNS + 1)]]
        if width and number > MOST_ROWS:
            return


def _words(cell: object) -> str:
    """A cell as people read it: a number without a fraction is whole, a moment is to the minute.

    Of a number of more than fifteen digits a spreadsheet has lost the end; its form shows that.
    """
    match cell:
        case bool():
            words = "1" if cell else ""
        case float() if cell.is_integer() and abs(cell) < 1e15:
            words = str(int(cell))
        case datetime():
            words = f"{cell:%Y-%m-%d %H:%M}" if cell.time() != time() else f"{cell:%Y-%m-%d}"
        case date():
            words = f"{cell:%Y-%m-%d}"
        case time():
            words = f"{cell:%H:%M}"
        case _:
            words = str(cell).strip()
    return words


def read_text(body: bytes) -> dict[str, Any]:
    """The `rows` of a text with commas or tabs; or the `refusal` with its `values`."""
    try:
        return {"rows": read_cells(letters_of(body))}
    except SpreadsheetError as refused:
        return {"refusal": refused.code, "values": refused.values}


_JOBS = {"read": read, "read_text": read_text}


def main(arguments: list[str]) -> None:
    """Limits, then the job."""
    processor, memory, answer, job, *_ = arguments
    take_limits(int(processor), int(memory), int(answer))
    sys.stdout.write(json.dumps(_JOBS[job](sys.stdin.buffer.read())))


if __name__ == "__main__":
    main(sys.argv[1:])
