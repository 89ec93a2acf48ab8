"""Reports made of figures: the same numbers as charts, tables, spreadsheets, signed PDF and JSON."""

from songda.records.overview.figure_reports.drawing import draw
from songda.records.overview.figure_reports.making import report_of
from songda.records.overview.figure_reports.report import Line, Report, ReportRequest, Section

__all__ = ["Line", "Report", "ReportRequest", "Section", "draw", "report_of"]
