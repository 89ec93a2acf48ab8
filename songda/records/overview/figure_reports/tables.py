"""The lines of a report as rows: for the table beside a chart, for spreadsheets and for CSV, the same numbers."""

from collections.abc import Iterator

from songda.core.figures import NOTHING, Parts
from songda.records.overview.figure_reports.report import Line, Report, Section
from songda.records.overview.figure_reports.wording import name_of_line, said, title_of, verdict_of
from songda.trust.tables import Cell, Share

HEADS = ("name", "numerator", "denominator", "share", "low", "high")
COMPARED = ("numerator_before", "denominator_before", "share_before", "verdict")


def heads_of(report: Report, language: str) -> list[str]:
    """The heads of the columns."""
    names = (*HEADS, *(COMPARED if report.wanted.compare else ()))
    return [said(f"head.{name}", language) for name in names]


def rows_of(report: Report, section: Section, language: str) -> Iterator[list[Cell]]:
    """A row a line; what is not shown to this reader says so."""
    for line in section.lines:
        yield [name_of_line(section, line, report, language), *_numbers(line, report, language)]


def all_rows(report: Report, language: str) -> Iterator[list[Cell]]:
    """Every section one after the other, its title in the first column."""
    yield [said("head.section", language), *heads_of(report, language)]
    yield [said("total", language), report.wanted.figure.title(language), *_numbers(report.total, report, language)]
    for section in report.sections:
        for row in rows_of(report, section, language):
            yield [title_of(section, language), *row]


def printed(cell: Cell) -> str:
    """A cell as it stands on paper or a page: 50.65 %, 1,977."""
    match cell:
        case None:
            return ""
        case Share():
            return f"{cell.of_one * 100:.2f} %"
        case int():
            return f"{cell:,}"
        case _:
            return str(cell)


def _numbers(line: Line, report: Report, language: str) -> list[Cell]:
    parts, between = line.parts, line.interval
    if parts is None:
        return [said("hidden", language)]
    cells: list[Cell] = [parts.numerator, parts.denominator, _share(parts)]
    cells += [Share(between.low), Share(between.high)] if between else [None, None]
    if report.wanted.compare and line.before is not None:
        before = line.before
        cells += [before.numerator, before.denominator, _share(before), verdict_of(line, language)]
    return cells


def _share(parts: Parts) -> Cell:
    """Nothing for a plain count; of nothing by nothing, the dash that says so."""
    if parts.denominator is None:
        return None
    return Share(parts.numerator / parts.denominator) if parts.denominator else NOTHING
