"""The rules of service for everybody: whoever is bound by them, or argues about them, can look each of them up.

And the calculator of last days, without an account: it asks for no name and keeps nothing.
"""

import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from songda.clock import now
from songda.core.last_days import choices, file_of, last_days, question_in_words, read_typed_question
from songda.core.law.rulebook import article_page, rulebook_page
from songda.core.law.rulebook.page import read_article_request
from songda.records.service.findings.law_version import JURISDICTION, other_laws
from songda.web.public.words import reader_language

WRONG = 422
# A tenth of the page is the templates' own indentation, which no reader sees and a slow line has to carry.
_INDENTATION = re.compile(rb"\n\s+")


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """What is law on a day, row by row; it holds nothing of any case."""
    today = now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    language = reader_language()
    page = rulebook_page(JURISDICTION, request.GET.dict(), today, language, other_laws())
    shown = render(request, "public/rules.html", {"page": page}, status=WRONG if page.request.wrong else 200)
    shown.content = _INDENTATION.sub(b"\n", shown.content)
    return shown


@require_safe
def rule_words(request: HttpRequest, rule: str) -> HttpResponse:
    """The statute's own words behind a rule, with the rules that stand on them; 404 where no text of it is kept."""
    today = now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    language = reader_language()
    query = read_article_request(rule, request.GET.dict(), today, (JURISDICTION, *other_laws()))
    article = article_page(query.jurisdiction, rule, query.day, language) if query else None
    if query is None or article is None:
        raise Http404
    return render(request, "public/rule_words.html", {"article": article, "in_law": query.in_law})


@require_safe
def last_day(request: HttpRequest) -> HttpResponse:
    """The calculator, and with a question in the address its answer."""
    language = reader_language()
    query = read_typed_question(request.GET.dict(), JURISDICTION, language)
    shown = {
        "asked": query,
        "choices": choices(JURISDICTION, language),
        "days": last_days(query.question, language) if query.question else None,
        "question": question_in_words(query.question, language) if query.question else "",
        "query": request.GET.urlencode(),
        "calendar": reverse("public:last_day_file"),
    }
    return render(request, "public/last_day.html", shown, status=WRONG if query.wrong else 200)


@require_safe
def last_day_file(request: HttpRequest) -> HttpResponse:
    """The same answer as a file for a calendar; 404 where the address asks nothing that can be answered."""
    language = reader_language()
    query = read_typed_question(request.GET.dict(), JURISDICTION, language)
    if query.question is None:
        raise Http404
    host = urlsplit(settings.PUBLIC_URL).hostname or "songda"
    body = file_of(last_days(query.question, language), now(), host, language)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="last-day.ics"'
    return answer
