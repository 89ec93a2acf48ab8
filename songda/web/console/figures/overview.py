"""Figures of any period: charts, tables, what they count, what was revised."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html

from songda.clock import now
from songda.core.access import Act
from songda.core.figures.sums import NOTHING
from songda.core.words import day
from songda.records.court.staff.tree import court_and_below
from songda.records.overview.figure_reports import Report, report_of
from songda.records.overview.figure_reports.files import definition_heads, definition_rows, revision_lines
from songda.records.overview.figure_reports.making import SAME_SERVICES
from songda.records.overview.figure_reports.wording import doubts_of, period_said, summary_of, verdict_of
from songda.web.console.figures.panels import panels_of
from songda.web.console.figures.question import QuestionForm, usual
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.words import language


@behind(Act.SEE_FIGURES)
def figures(request: StaffRequest) -> HttpResponse:
    """The page; what was asked wrongly is said beside its field, and nothing is counted then."""
    form = question_of(request)
    context: dict[str, object] = {"desk": "figures", "form": form}
    if not form.is_valid():
        return render(request, "console/figures/figures.html", context, status=422)
    report = report_of(form.wanted(), now())
    return render(request, "console/figures/figures.html", {**context, **_told(report), "query": form.query()})


def question_of(request: StaffRequest) -> QuestionForm:
    """What the address asks; on a first visit, what is usually asked."""
    today = today_of(request)
    given = {**usual(today), **request.GET.dict()}
    return QuestionForm(given, courts=court_and_below(request.court), today=today)


def today_of(request: HttpRequest) -> date:  # noqa: ARG001 - the gate has set the court's zone for this request
    """Today, where the court is."""
    return timezone.localdate(now())


def _told(report: Report) -> dict[str, object]:
    spoken = language()
    wanted = report.wanted
    return {
        "report": report,
        "panels": panels_of(report, spoken),
        "summary": summary_of(report, spoken),
        "period": period_said(wanted.period, spoken),
        "other": period_said(wanted.compare, spoken) if wanted.compare else "",
        "verdict": verdict_of(report.total, spoken),
        "defined_heads": definition_heads(spoken),
        "definitions": [_defined(*row) for row in definition_rows(report, spoken)],
        "doubts": doubts_of(report, spoken),
        "revised": revision_lines(report, spoken),
        "switches": [(name, name == wanted.figure.name) for name in SAME_SERVICES],
        "made_on": day(report.made_at.date(), spoken),
        "days": urlencode({"since": wanted.period.first, "until": wanted.period.last}),
    }


def _defined(*cells: object) -> list[object]:
    """A definition as a row of the page: what is not said is a dash, of its hash the first letters are enough."""
    *words, digest = map(str, cells)
    return [*(word or NOTHING for word in words), format_html('<code title="{}">{}…</code>', digest, digest[:16])]
