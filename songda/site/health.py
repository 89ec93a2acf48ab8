"""Answers whether this web process can reach its database: for supervisors and load balancers."""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

PLAIN = "text/plain; charset=utf-8"


@require_safe
@never_cache
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view is given the request
    """200 `ok` when the database answers, else 503; nothing more is told to strangers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("no database\n", content_type=PLAIN, status=503)
    return HttpResponse("ok\n", content_type=PLAIN)
