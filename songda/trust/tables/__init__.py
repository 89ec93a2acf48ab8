"""Tables as files to take away: for spreadsheets (XLSX) and for programs (CSV); no cell ever acts as a formula."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO

from songda.trust.tables.cells import Cell, Share, safe_cell
from songda.trust.tables.workbook import Sheet, write_workbook

__all__ = [
    "BYTE_ORDER_MARK",
    "Cell",
    "Share",
    "Sheet",
    "csv_lines",
    "csv_of",
    "safe_cell",
    "write_workbook",
]


BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # by which spreadsheets know the letters


def csv_of(rows: Iterable[Sequence[Cell]]) -> bytes:
    """A whole file."""
    return BYTE_ORDER_MARK + csv_lines(rows)


def csv_lines(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Some lines of a file; numbers stay numbers, a share is written in percent: 50.65."""
    out = StringIO()
    csv.writer(out).writerows([_said(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def _said(cell: Cell) -> str | int | float:
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
