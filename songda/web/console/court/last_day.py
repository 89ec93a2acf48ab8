"""The calculator of last days, with what stops and extends a period; for every office."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from songda.core.last_days import choices, last_days, question_in_words, read_asked
from songda.records.delivery.findings.law_version import JURISDICTION
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.words import language

WRONG = 422


@behind(None)
def last_day(request: StaffRequest) -> HttpResponse:
    """The same answer as on the public page, with the rest days before it; it belongs to no case."""
    asked = read_asked(request.GET.dict(), JURISDICTION, language())
    shown = {
        "asked": asked,
        "choices": choices(JURISDICTION, language()),
        "days": last_days(asked.question, language()) if asked.question else None,
        "question": question_in_words(asked.question, language()) if asked.question else "",
        "query": request.GET.urlencode(),
        "calendar": reverse("public:last_day_file"),
        "desk": "rules",
    }
    return render(request, "console/court/last_day.html", shown, status=WRONG if asked.wrong else 200)
