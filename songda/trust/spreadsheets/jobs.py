"""The inside of the child process: opens one workbook and writes the words of its cells."""

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from songda.core.sheets.heads import find_head
from songda.trust.paper.confinement import take_limits
from songda.trust.spreadsheets.hidden import hidden_rows

MOST_ROWS, MOST_COLUMNS = 10_000, 60


def read(body: bytes) -> dict[str, Any]:
    """The `rows` of one sheet and its name, the names of `others` that hold something, and which rows are `hidden`.

    It is the first sheet with heads that are known, else the first in which anything stands; sheets that are not shown
    do not count. Or the `refusal`.
    """
    from io import BytesIO

    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with CalamineWorkbook.from_object(BytesIO(body)) as book:
            found = list(_sheets(book))
    except PasswordError:
        return {"refusal": "locked"}
    except CalamineError:
        return {"refusal": "unreadable"}
    if not found:
        return {"refusal": "empty"}
    at, name, rows = next((one for one in found if find_head(one[2]) is not None), found[0])
    others = [other for place, other, _rows in found if place != at]
    hidden = [row for row in hidden_rows(body, at) if row <= len(rows) and rows[row - 1]]
    return {"rows": rows, "sheet": name, "others": others, "hidden": len(hidden)}


def _sheets(book: Any) -> Iterator[tuple[int, str, list[list[str]]]]:
    """Each that is shown and holds something: its place, its name, its rows."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    for at, sheet in enumerate(book.sheets_metadata):
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet:
            rows = list(_rows(book.get_sheet_by_name(sheet.name).iter_rows()))
            if any(rows):
                yield at, sheet.name, rows


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


def main(arguments: list[str]) -> None:
    """Limits, then the job, of which there is one."""
    processor, memory, answer, *_ = arguments
    take_limits(int(processor), int(memory), int(answer))
    sys.stdout.write(json.dumps(read(sys.stdin.buffer.read())))


if __name__ == "__main__":
    main(sys.argv[1:])
