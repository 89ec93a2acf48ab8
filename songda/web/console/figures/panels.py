"""What a report looks like on a page: each section with its drawings and its table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from songda.core.charts import NARROW, WIDE
from songda.records.overview.figure_reports import Line, Report, Section, draw
from songda.records.overview.figure_reports.report import Kind
from songda.records.overview.figure_reports.wording import (
    count,
    interval_said,
    name_of_line,
    number_of,
    parts_said,
    said,
    title_of,
    verdict_of,
)


@dataclass(frozen=True)
class Shown:
    """One line of the table: words for each cell; `key` and `part` lead to what is behind it."""

    name: str
    part: str
    number: str
    of: str
    share: str
    interval: str
    before: str
    verdict: str
    is_revised: bool
    key: str
    by: str


@dataclass(frozen=True)
class Panel:
    """A section as it stands on the page."""

    key: str
    title: str
    note: str  # how it is to be read
    drawings: Sequence[tuple[str, SafeString]]  # how wide, and the drawing
    rows: Sequence[Shown]
    is_wide: bool
    is_stacked: bool  # the table below the drawing, which takes the whole width
    is_empty: bool
    has_shares: bool
    has_before: bool


def panels_of(report: Report, language: str) -> list[Panel]:
    """Every section of the report."""
    return [_panel(report, section, language) for section in report.sections]


def _panel(report: Report, section: Section, language: str) -> Panel:
    is_wide = section.kind in {Kind.TREND, Kind.MULTIPLES}
    sizes = (("wide", WIDE), ("narrow", NARROW)) if is_wide else (("small", NARROW),)
    has_shares = any(line.parts and line.parts.denominator is not None for line in section.lines)
    return Panel(
        section.key,
        title_of(section, language),
        said("about.steps", language) if section.kind is Kind.FUNNEL else "",
        # Drawn by us from numbers and escaped words: see core/charts.
        [(name, mark_safe(draw(report, section, language, size, f"{section.key}-{name}"))) for name, size in sizes],  # noqa: S308
        [_shown(report, section, line, language) for line in section.lines],
        is_wide,
        section.kind is Kind.MULTIPLES,
        section.is_empty,
        has_shares and section.kind is not Kind.COUNTS,
        report.wanted.compare is not None and section.kind not in {Kind.WAITS, Kind.MULTIPLES},
    )


def _shown(report: Report, section: Section, line: Line, language: str) -> Shown:
    parts, figure = line.parts, _figure_of(section, line)
    is_split = section.by not in {"", "court", "wait", "day", "week", "month"} and not line.step
    return Shown(
        name=name_of_line(section, line, report, language),
        part=figure if is_split or section.key in {"funnel", "definitions"} else "",
        number=said("hidden", language) if parts is None else count(parts.numerator),
        of="" if parts is None or parts.denominator is None else count(parts.denominator),
        share="" if parts and parts.denominator is None else number_of(line, language),
        interval=interval_said(line.interval),
        before=_before(section, line),
        verdict=verdict_of(line, language) if line.is_different else "",
        is_revised=line.is_revised,
        key=line.key if is_split else "",
        by=section.by if is_split else "",
    )


def _before(section: Section, line: Line) -> str:
    if line.before is None:
        return ""
    is_part = section.kind is Kind.COUNTS
    return count(line.before.numerator) if is_part else parts_said(line.before)


def _figure_of(section: Section, line: Line) -> str:
    """Of which figure the number in this line is."""
    return line.key if section.key in {"funnel", "definitions"} else section.figure.name
