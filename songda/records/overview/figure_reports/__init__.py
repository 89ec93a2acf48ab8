"""Reports made of figures: the same numbers as charts, tables, spreadsheets, signed PDF and JSON."""

from songda.records.overview.figure_reports.drawing import draw
from songda.records.overview.figure_reports.making import report_of
from songda.records.overview.figure_reports.report import Line, Report, Section, Wanted

__all__ = ["Line", "Report", "Section", "Wanted", "draw", "report_of"]
