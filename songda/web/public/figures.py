"""The figures of courts that publish theirs: half-years that are over, without anything about few."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from songda.clock import now
from songda.core.figures import figure
from songda.core.figures.periods import Period
from songda.records.court.staff.court_settings import courts_that_publish, public_court
from songda.records.overview.figure_reports import Report, ReportRequest, Section, draw, report_of
from songda.records.overview.figure_reports.files import definition_rows, heads_of, printed, rows_of
from songda.records.overview.figure_reports.public import for_everybody, periods_with_counts, public_periods
from songda.records.overview.figure_reports.report import Kind
from songda.records.overview.figure_reports.wording import doubts_of, period_phrase, phrase, summary_of, title_of
from songda.web.public.words import reader_language

_NOTES = {Kind.FUNNEL: "steps", Kind.WAITS: "waits"}


@dataclass(frozen=True)
class Panel:
    """A section as it stands on the page."""

    key: str
    title: str
    drawing: SafeString
    rows: list[list[str]]
    note: str  # how it is to be read, where it could be misread


@require_safe
def courts(request: HttpRequest) -> HttpResponse:
    """Which courts publish their figures."""
    language = reader_language()
    rows = [(court.code, court.name_in(language)) for court in courts_that_publish()]
    return render(request, "public/courts_figures.html", {"rows": rows})


@require_safe
def figures(request: HttpRequest, code: str) -> HttpResponse:
    """The newest half-year that is over and has counts, or the one that the address names by its first day."""
    court = public_court(code)
    if court is None:
        raise Http404
    language, today = reader_language(), now().astimezone(ZoneInfo(court.zone)).date()
    halves = periods_with_counts(court, today)
    chosen = _asked(request.GET["half"], today) if request.GET.get("half") else next(iter(halves), None)
    context: dict[str, object] = {"court": court.name_in(language), "halves": _links(halves, chosen, language)}
    if chosen is not None:
        report = for_everybody(report_of(ReportRequest((court,), figure("success"), chosen), now()))
        context |= _context(report, language)
    return render(request, "public/figures.html", context)


def _asked(first: str, today: date) -> Period:
    """The half-year that begins on this day; Http404 where none that may be shown does."""
    chosen = next((half for half in public_periods(today) if half.first.isoformat() == first), None)
    if chosen is None:
        raise Http404
    return chosen


def _context(report: Report, language: str) -> dict[str, object]:
    zone = ZoneInfo(report.wanted.courts[0].zone)
    return {
        "report": report,
        "is_empty": all(section.is_empty for section in report.sections),
        "period": period_phrase(report.wanted.period, language),
        "summary": summary_of(report, language),
        "heads": heads_of(report, language),
        "panels": [_panel(report, section, language) for section in report.sections],
        "defined": [(row[0], row[1:-1], row[-1]) for row in definition_rows(report, language)],
        "doubts": doubts_of(report, language),
        "few": phrase("about.few", language),
        "intervals": phrase("about.intervals", language),
        "made_at": report.made_at.astimezone(zone),
    }


def _panel(report: Report, section: Section, language: str) -> Panel:
    drawing = mark_safe(draw(report, section, language))  # noqa: S308 - drawn by us from escaped words
    rows = [[printed(cell) for cell in row] for row in rows_of(report, section, language)]
    note = phrase(f"about.{_NOTES[section.kind]}", language) if section.kind in _NOTES and not section.is_empty else ""
    return Panel(section.key, title_of(section, language), drawing, rows, note)


def _links(halves: list[Period], chosen: Period | None, language: str) -> list[tuple[str, str, bool]]:
    return [(half.first.isoformat(), period_phrase(half, language), half == chosen) for half in halves]
