"""The same report to take away: workbook, CSV, or PDF under the court's seal."""

from collections.abc import Callable, Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import render

from songda.clock import now
from songda.core.access import Act
from songda.records.overview.figure_reports import Report, report_of
from songda.records.overview.figure_reports.files import report_csv, report_pdf, report_xlsx
from songda.records.overview.figure_reports.wording import said
from songda.web.console.figures.overview import question_of
from songda.web.console.shared.files import attachment
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.words import language

Make = Callable[[Report, str], bytes]
KINDS: Mapping[str, tuple[Make, str]] = {
    "xlsx": (report_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (report_csv, "text/csv; charset=utf-8"),
    "pdf": (report_pdf, "application/pdf"),
}


@behind(Act.SEE_FIGURES)
def figures_file(request: StaffRequest) -> HttpResponse:
    """The file of the question that the address asks; a wrong question comes back as the page that says why."""
    kind = request.GET.get("as", "xlsx")
    if kind not in KINDS:
        raise Http404
    form = question_of(request)
    if not form.is_valid():
        return render(request, "console/figures/figures.html", {"desk": "figures", "form": form}, status=422)
    report, (make, media) = report_of(form.wanted(), now()), KINDS[kind]
    days = f"{report.wanted.period.first}_{report.wanted.period.last}"
    return attachment(make(report, language()), f"{said('title', language())}_{days}.{kind}", media)
