"""Tables as files to take away: for spreadsheets (XLSX) and for programs (CSV); no cell ever acts as a formula."""

from songda.trust.tables.cells import Cell, Share, safe_cell
from songda.trust.tables.comma import BYTE_ORDER_MARK, csv_lines, csv_of
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
