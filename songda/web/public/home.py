"""The first page, and pages in plain words: electronic service, how swindlers are known, a waiting room's screen."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from songda.core.outreach.closed_lists import Topic
from songda.core.outreach.material import layout, lead, points, terms, title
from songda.core.warnings import COURT_LINE, check_rule
from songda.records.court.staff.models import Court
from songda.trust.typesetting.drawings import qr_svg
from songda.web.public.words import reader_language


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What can be done here."""
    return render(request, "public/home.html")


@require_safe
def explained(request: HttpRequest) -> HttpResponse:
    """What electronic service is, what it does, and how to defend oneself against false messages."""
    return render(request, "public/explained.html")


@require_safe
def icon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view is given the request
    """Browsers ask here for the icon, whatever the page says."""
    return HttpResponse(status=301, headers={"Location": static("look/icon.svg")})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view is given the request
    """Search engines have no business behind people's links."""
    lines = (
        "User-agent: *",
        "Disallow: /s/",
        "Disallow: /verify/",
        "Disallow: /notices",
        "Disallow: /console/",
        "Disallow: /api/",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def plain(request: HttpRequest, topic: str) -> HttpResponse:
    """One topic in plain words."""
    return render(request, "public/plain.html", _topic_context(topic))


@require_safe
def anti_fraud(request: HttpRequest) -> HttpResponse:
    """One rule: do not trust the message, ask yourself."""
    topic_context = _topic_context(Topic.FRAUD)
    return render(request, "public/anti_fraud.html", topic_context | {"rule": check_rule(reader_language())})


@require_safe
def screen(request: HttpRequest, topic: str) -> HttpResponse:
    """The same for a screen that hangs in a waiting room: nothing to press, letters to be read from afar."""
    topic_context, language = _topic_context(topic), reader_language()
    court = Court.objects.filter(code=request.GET.get("court", "")[:12]).first()
    page = settings.PUBLIC_URL + reverse("public:plain", args=[topic])
    shown = {
        "heading": layout("court_says", language, court=court.name_in(language)) if court else "",
        "code": mark_safe(qr_svg(page)),  # noqa: S308 - drawn here, from an address that can only become squares
        "scan": layout("scan", language),
        "call": layout("call", language, phone=COURT_LINE),
    }
    return render(request, "public/screen.html", topic_context | shown)


def _topic_context(topic: str) -> dict[str, object]:
    if topic not in set(Topic):
        raise Http404
    found, language = Topic(topic), reader_language()
    return {
        "topic": found.value,
        "heading": "",
        "title": title(found, language),
        "lead": lead(found, language),
        "points": points(found, language),
        "terms": terms(found, language),
        "others": [(other.value, title(other, language)) for other in Topic if other is not found],
    }
