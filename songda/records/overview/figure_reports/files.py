"""A report to take away: as a workbook, as CSV, as a PDF under the court's seal; the numbers are those of the page."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from songda.core.charts import WIDE, stand_alone
from songda.core.figures import NOTHING, Figure, Parts
from songda.core.words import day, language_of
from songda.records.overview.figure_reports.drawing import draw
from songda.records.overview.figure_reports.report import Line, Report, Section
from songda.records.overview.figure_reports.wording import (
    doubts_of,
    name_of_line,
    period_phrase,
    phrase,
    summary_of,
    title_of,
    verdict_of,
)
from songda.trust import fonts
from songda.trust.tables import Cell, Share, Sheet, csv_of, write_workbook
from songda.trust.typesetting import figures_pdf

_WIDTHS = (26, 34, 12, 12, 10, 12, 12, 12, 12, 12, 24)
_DEFINED = ("figure", "counts", "of", "moment", "population", "excluded", "hash")
HEADS = ("name", "numerator", "denominator", "share", "low", "high")
COMPARED = ("numerator_before", "denominator_before", "share_before", "verdict")


def report_csv(report: Report, language: str) -> bytes:
    """Every section of the report, one line a row."""
    return csv_of(all_rows(report, language))


def report_xlsx(report: Report, language: str) -> bytes:
    """The numbers, the definitions, what was revised, and what the report is of, a sheet each."""
    rows = all_rows(report, language)
    heads = [str(cell) for cell in next(rows)]
    sheets = [
        Sheet(phrase("sheet.numbers", language), list(zip(heads, _WIDTHS, strict=False)), rows),
        Sheet(phrase("sheet.definitions", language), _heads(_DEFINED, 40, language), definition_rows(report, language)),
        Sheet(
            phrase("sheet.revisions", language), _heads(("day", "noted_on", "change"), 14, language), _revised(report)
        ),
        Sheet(phrase("sheet.about", language), _heads(("key", "value"), 60, language), about_rows(report, language)),
    ]
    out = BytesIO()
    write_workbook(sheets, out, phrase("report_title", language), report.made_at)
    return out.getvalue()


def report_pdf(report: Report, language: str) -> bytes:
    """The report as PDF/A, with definitions, their hashes and the log's checkpoint; the seal follows (`papers`)."""
    return figures_pdf(_content(report, language), report.made_at.astimezone(UTC))


def definition_rows(report: Report, language: str) -> Iterator[list[Cell]]:
    """What each figure counts, in words, with the hash of its formula."""
    for figure in report.definitions:
        yield [f"{figure.title(language)} · {figure.version}", *_words(figure, language), figure.hash]


def definition_heads(language: str) -> list[str]:
    """The heads above them."""
    return [phrase(f"head.{name}", language) for name in _DEFINED]


def about_rows(report: Report, language: str) -> Iterator[list[Cell]]:
    """Whose, when, counted how, resting on what."""
    wanted, zone = report.wanted, ZoneInfo(report.wanted.courts[0].zone)
    yield [phrase("about.court", language), wanted.courts[0].name_in(language)]
    yield [phrase("about.period", language), period_phrase(wanted.period, language)]
    if wanted.compare:
        yield [phrase("about.compare", language), period_phrase(wanted.compare, language)]
        if verdict := verdict_of(report.total, language):
            yield [phrase("head.verdict", language), verdict]
    yield [phrase("about.figure", language), f"{wanted.figure.title(language)} · {wanted.figure.version}"]
    yield [phrase("about.made_at", language), _stamp(report.made_at.astimezone(zone))]
    if report.seal:
        yield [phrase("about.checkpoint", language), report.seal.size]
        yield [phrase("about.root", language), report.seal.root]
    for doubt in doubts_of(report, language):
        yield [phrase("about.how", language), doubt]
    for word in ("steps", "intervals", "waits", "from_log", *(["few"] if report.is_public else [])):
        yield [phrase("about.how", language), phrase(f"about.{word}", language)]


def revision_lines(report: Report, language: str) -> list[str]:
    """What was revised, in sentences."""
    return [
        phrase(
            "about.revised",
            language,
            day=day(one.day, language),
            noted_on=day(one.noted_on, language),
            change=f"{one.change:+d}",
        )
        for one in report.revisions
    ]


def _revised(report: Report) -> Iterator[list[Cell]]:
    for one in report.revisions:
        yield [one.day, one.noted_on, one.change]


def _heads(names: tuple[str, ...], width: int, language: str) -> list[tuple[str, int]]:
    return [(phrase(f"head.{name}", language), width) for name in names]


def _words(figure: Figure, language: str) -> list[str]:
    texts = figure.words(language)
    return [texts[name] for name in ("numerator", "denominator", "moment", "population", "excluded")]


def _content(report: Report, language: str) -> dict[str, Any]:
    court = report.wanted.courts[0]
    return {
        "language": language_of(language),
        "title": phrase("report_title", language),
        "court": court.name_in(language),
        "summary": summary_of(report, language),
        "period": period_phrase(report.wanted.period, language),
        "doubts": doubts_of(report, language),
        "sample": phrase("about.sample", language) if settings.IS_DEMO else "",
        "heads": heads_of(report, language),
        "nothing": phrase("nothing", language),
        "sections": [
            {
                "title": title_of(section, language),
                "chart": stand_alone(draw(report, section, language, WIDE), fonts.SANS),
                "rows": [[printed(cell) for cell in row] for row in rows_of(report, section, language)],
            }
            for section in report.sections
        ],
        "defined_title": phrase("sheet.definitions", language),
        "defined_heads": definition_heads(language),
        "defined": [[printed(cell) for cell in row] for row in definition_rows(report, language)],
        "about_title": phrase("sheet.about", language),
        "about": [[printed(cell) for cell in row] for row in about_rows(report, language)],
        "revised_title": phrase("sheet.revisions", language),
        "revised": revision_lines(report, language) or [phrase("about.no_revisions", language)],
    }


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def heads_of(report: Report, language: str) -> list[str]:
    """The heads of the columns."""
    names = (*HEADS, *(COMPARED if report.wanted.compare else ()))
    return [phrase(f"head.{name}", language) for name in names]


def rows_of(report: Report, section: Section, language: str) -> Iterator[list[Cell]]:
    """A row a line; what is not shown to this reader says so."""
    for line in section.lines:
        yield [name_of_line(section, line, report, language), *_numbers(line, report, language)]


def all_rows(report: Report, language: str) -> Iterator[list[Cell]]:
    """Every section one after the other, its title in the first column."""
    yield [phrase("head.section", language), *heads_of(report, language)]
    yield [phrase("total", language), report.wanted.figure.title(language), *_numbers(report.total, report, language)]
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
        return [phrase("hidden", language)]
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
