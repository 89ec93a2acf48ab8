"""When is my last day: for everybody, without an account; it asks for no name and keeps nothing."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from songda.clock import now
from songda.core.language import COURT_LANGUAGE
from songda.core.last_days import choices, file_of, last_days, question_in_words, read_asked
from songda.core.words import language_of
from songda.records.delivery.findings.law_version import JURISDICTION

WRONG = 422


@require_safe
def last_day(request: HttpRequest) -> HttpResponse:
    """The calculator, and with a question in the address its answer."""
    language = _language()
    asked = read_asked(request.GET.dict(), JURISDICTION, language)
    shown = {
        "asked": asked,
        "choices": choices(JURISDICTION, language),
        "days": last_days(asked.question, language) if asked.question else None,
        "question": question_in_words(asked.question, language) if asked.question else "",
        "query": request.GET.urlencode(),
        "calendar": reverse("public:last_day_file"),
    }
    return render(request, "public/last_day.html", shown, status=WRONG if asked.wrong else 200)


@require_safe
def last_day_file(request: HttpRequest) -> HttpResponse:
    """The same answer as a file for a calendar; 404 where the address asks nothing that can be answered."""
    language = _language()
    asked = read_asked(request.GET.dict(), JURISDICTION, language)
    if asked.question is None:
        raise Http404
    host = urlsplit(settings.PUBLIC_URL).hostname or "songda"
    body = file_of(last_days(asked.question, language), now(), host, language)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="last-day.ics"'
    return answer


def _language() -> str:
    return language_of(get_language() or COURT_LANGUAGE)
