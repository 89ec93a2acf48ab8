"""Tables as files for spreadsheets: CSV, and workbooks that are written row by row, however long they are."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import StringIO
from typing import IO, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs
from xlsxwriter.worksheet import Worksheet

# The wide forms too: spreadsheets set to Chinese or Japanese read them like the narrow ones.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST = 32_767  # letters that a cell of a spreadsheet holds


@dataclass(frozen=True, slots=True)
class Share:
    """A share of all, 0 to 1, which spreadsheets show as a percentage with two places: 0.5065 is 50.65 %."""

    of_one: float


Cell = str | int | float | date | Share | None


def safe_cell(text: str) -> str:
    """The text as a spreadsheet takes it out of a CSV: never as a formula."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_MOST_ROWS = 1_048_576
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "default_date_format": "yyyy-mm-dd",
}


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, the heads of its columns with their widths in letters, its rows.

    `is_form`: to be filled in; whatever is typed into it stays text, so that long numbers keep their end. `choices`: by
    the place of a column what is offered in its cells; something else may be typed all the same.
    """

    name: str
    heads: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Cell]]
    is_form: bool = False
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)


def write_workbook(sheets: Sequence[Sheet], into: IO[bytes], title: str, made_at: datetime) -> None:
    """Write the file; the same rows and moment give the same bytes. ValueError for more rows than a sheet holds."""
    made = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    with xlsxwriter.Workbook(into, _OPTIONS) as book:
        book.set_properties({"title": title, "created": made})
        formats = _Formats.of(book)
        names: set[str] = set()
        for sheet in sheets:
            page = book.add_worksheet(_free_name(sheet.name, names))
            _write(page, sheet, formats)
            if sheet.choices:
                _offer(page, book.add_worksheet(_free_name(f"{sheet.name} …", names)), sheet.choices)


def _offer(page: Worksheet, listed: Worksheet, choices: Mapping[int, Sequence[str]]) -> None:
    """Lists of choices; they stand on a hidden sheet, since a cell's own list holds 255 letters."""
    listed.hide()
    for row in range(max(map(len, choices.values()))):
        for column, words in choices.items():
            if row < len(words):
                listed.write_string(row, column, words[row])
    for column, words in choices.items():
        source = f"='{listed.name}'!{xl_range_abs(0, column, len(words) - 1, column)}"
        offered = {"validate": "list", "source": source, "error_type": "information", "show_error": False}
        page.data_validation(1, column, _MOST_ROWS - 1, column, offered)


@dataclass(frozen=True)
class _Formats:
    """How cells look: `words` says of itself that it is text, whatever it begins with."""

    head: Format
    words: Format
    whole: Format
    share: Format
    day: Format
    typed: Format

    @classmethod
    def of(cls, book: Any) -> "_Formats":
        return cls(
            head=book.add_format(
                {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top", "bg_color": "#EFEBE1"}
            ),
            words=book.add_format({"quote_prefix": True, "text_wrap": True, "valign": "top"}),
            whole=book.add_format({"num_format": "#,##0", "valign": "top"}),
            share=book.add_format({"num_format": "0.00%", "valign": "top"}),
            day=book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"}),
            typed=book.add_format({"num_format": "@"}),
        )


def _write(page: Worksheet, sheet: Sheet, formats: _Formats) -> None:
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.fit_to_pages(1, 0)
    page.set_landscape()
    page.set_paper(9)  # A4
    page.set_footer("&L&A&R&P / &N")
    for column, (words, width) in enumerate(sheet.heads):
        page.set_column(column, column, width, formats.typed if sheet.is_form else None)
        page.write_string(0, column, words[:LONGEST], formats.head)
    last = 0
    for last, row in enumerate(sheet.rows, start=1):
        if last >= _MOST_ROWS:
            raise ValueError(f"A sheet holds {_MOST_ROWS - 1} rows; ask for fewer.")
        for column, cell in enumerate(row):
            _write_cell(page, last, column, cell, formats)
    if last and sheet.heads and not sheet.is_form:
        page.autofilter(0, 0, last, len(sheet.heads) - 1)


def _write_cell(page: Worksheet, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    match cell:
        case None | "":
            return
        case str():
            page.write_string(row, column, cell[:LONGEST], formats.words)
        case date():
            page.write_datetime(row, column, cell, formats.day)
        case Share():
            page.write_number(row, column, cell.of_one, formats.share)
        case int():
            page.write_number(row, column, cell, formats.whole)
        case _:
            page.write_number(row, column, cell)


def _free_name(wished: str, taken: set[str]) -> str:
    """As spreadsheets allow it: at most 31 letters, none of the forbidden ones, no name twice."""
    plain = _FORBIDDEN.sub(" ", wished).strip("' ")[:28] or "1"
    name = next(name for name in (plain, *(f"{plain} {turn}" for turn in range(2, 100))) if name.lower() not in taken)
    taken.add(name.lower())
    return name


BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # by which spreadsheets know the letters


def csv_of(rows: Iterable[Sequence[Cell]]) -> bytes:
    """A whole file."""
    return BYTE_ORDER_MARK + csv_lines(rows)


def csv_lines(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Some lines of a file; numbers stay numbers, a share is written in percent: 50.65."""
    out = StringIO()
    csv.writer(out).writerows([_cell_text(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def _cell_text(cell: Cell) -> str | int | float:
    match cell:
        case None:
            return ""
        case str():
            return safe_cell(cell)
        case date():
            return cell.isoformat()
        case Share():
            return f"{cell.of_one * 100:.2f}"
        case _:
            return cell
