"""The first page, and electronic service explained to whoever has to deal with it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe


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
    lines = ("User-agent: *", "Disallow: /s/", "Disallow: /verify/", "Disallow: /console/", "Disallow: /api/")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
