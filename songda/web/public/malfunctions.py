"""Times in which the system was away, day by day, with their certificates; nothing of anybody stands here."""

from itertools import groupby
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from songda.core.words import name_of
from songda.records.service.malfunctions.actions import certificate_of, malfunctions, size_of_certificate
from songda.records.service.malfunctions.models import Malfunction
from songda.web.public.words import reader_language


@require_safe
def malfunction_days(request: HttpRequest) -> HttpResponse:
    """Every day on which one began, the newest first."""
    language = reader_language()
    rows = [(one, name_of("malfunctions.away", one.away, language), size_of_certificate(one)) for one in malfunctions()]
    days = [(day, list(own)) for day, own in groupby(rows, lambda row: timezone.localtime(row[0].since).date())]
    return render(request, "public/malfunctions.html", {"days": days, "zone": settings.TIME_ZONE})


@require_safe
def certificate(request: HttpRequest, malfunction_id: UUID) -> HttpResponse:  # noqa: ARG001 - every view is given the request
    """The sealed certificate."""
    found = Malfunction.objects.filter(id=malfunction_id, struck_at=None).first()
    try:
        body = certificate_of(found) if found else b""
    except LookupError:
        body = b""
    if not body:
        raise Http404
    answer = HttpResponse(body, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="malfunction.pdf"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
