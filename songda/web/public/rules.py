"""The rules of service for everybody: whoever is bound by them, or argues about them, can look each of them up."""

import re
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from songda.clock import now
from songda.core.language import COURT_LANGUAGE
from songda.core.law.rulebook import article_page, rulebook_page
from songda.core.law.rulebook.page import read_article_request
from songda.core.words import language_of
from songda.records.delivery.findings.law_version import JURISDICTION, other_laws

WRONG = 422
# A tenth of the page is the templates' own indentation, which no reader sees and a slow line has to carry.
_INDENTATION = re.compile(rb"\n\s+")


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """What is law on a day, row by row; it holds nothing of any case."""
    today = now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    language = language_of(get_language() or COURT_LANGUAGE)
    page = rulebook_page(JURISDICTION, request.GET.dict(), today, language, other_laws())
    shown = render(request, "public/rules.html", {"page": page}, status=WRONG if page.asked.wrong else 200)
    shown.content = _INDENTATION.sub(b"\n", shown.content)
    return shown


@require_safe
def rule_words(request: HttpRequest, rule: str) -> HttpResponse:
    """The statute's own words behind a rule, with the rules that stand on them; 404 where no text of it is kept."""
    today = now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    language = language_of(get_language() or COURT_LANGUAGE)
    asked = read_article_request(rule, request.GET.dict(), today, (JURISDICTION, *other_laws()))
    article = article_page(asked.jurisdiction, rule, asked.day, language) if asked else None
    if asked is None or article is None:
        raise Http404
    return render(request, "public/rule_words.html", {"article": article, "in_law": asked.in_law})
