"""The rules: what is law on a chosen day, row by row, so that every reason can be looked up where it stands."""

from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render

from songda.clock import now
from songda.core.law.rulebook import rulebook_page
from songda.records.findings.law_version import JURISDICTION
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.words import language

WRONG = 422


@behind(None)
def rules(request: StaffRequest) -> HttpResponse:
    """The rules of a day; for every office, since none may do without knowing them."""
    today = now().astimezone(ZoneInfo(request.court.zone)).date()
    page = rulebook_page(JURISDICTION, request.GET.dict(), today, language())
    status = WRONG if page.asked.wrong else 200
    return render(request, "console/court/rules.html", {"page": page, "desk": "rules"}, status=status)
