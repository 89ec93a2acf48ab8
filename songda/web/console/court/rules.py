"""The rules of a chosen day, row by row, where every reason can be looked up; and the calculator of last days."""

from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from songda.clock import now
from songda.core.last_days import choices, last_days, question_in_words, read_typed_question
from songda.core.law.rulebook import article_page, rulebook_page
from songda.core.law.rulebook.page import read_article_request
from songda.records.service.findings.law_version import JURISDICTION, other_laws
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.words import language

WRONG = 422


@behind(None)
def rules(request: StaffRequest) -> HttpResponse:
    """The rules of a day; for every office, since none may do without knowing them."""
    today = now().astimezone(ZoneInfo(request.court.zone)).date()
    page = rulebook_page(JURISDICTION, request.GET.dict(), today, language(), other_laws())
    status = WRONG if page.request.wrong else 200
    return render(request, "console/court/rules.html", {"page": page, "desk": "rules"}, status=status)


@behind(None)
def rule_words(request: StaffRequest, rule: str) -> HttpResponse:
    """The statute's own words behind a rule; 404 where no text of it is kept."""
    today = now().astimezone(ZoneInfo(request.court.zone)).date()
    query = read_article_request(rule, request.GET.dict(), today, (JURISDICTION, *other_laws()))
    article = article_page(query.jurisdiction, rule, query.day, language()) if query else None
    if query is None or article is None:
        raise Http404
    return render(
        request, "console/court/rule_words.html", {"article": article, "in_law": query.in_law, "desk": "rules"}
    )


@behind(None)
def last_day(request: StaffRequest) -> HttpResponse:
    """The same answer as on the public page, with the rest days before it; it belongs to no case."""
    query = read_typed_question(request.GET.dict(), JURISDICTION, language())
    shown = {
        "asked": query,
        "choices": choices(JURISDICTION, language()),
        "days": last_days(query.question, language()) if query.question else None,
        "question": question_in_words(query.question, language()) if query.question else "",
        "query": request.GET.urlencode(),
        "calendar": reverse("public:last_day_file"),
        "desk": "rules",
    }
    return render(request, "console/court/last_day.html", shown, status=WRONG if query.wrong else 200)
