"""Which door answers which address, and whether this web process can reach its database."""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from songda.web.look.errors import not_found

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


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health),
    path("api/v1/", include("songda.web.api.urls")),
    # Staff have no mailbox here: whoever forgot their password asks the administrator of their court.
    re_path(r"^accounts/(password/reset|email|confirm-email)/", not_found),
    path("accounts/", include("allauth.urls")),
    path("console/", include("songda.web.console.urls")),
    path("s/", include("songda.web.portal.urls")),
    path("", include("songda.web.look.urls")),
    path("", include("songda.web.public.urls")),
]

handler400 = "songda.web.look.errors.bad_request"
handler403 = "songda.web.look.errors.forbidden"
handler404 = "songda.web.look.errors.not_found"
handler500 = "songda.web.look.errors.broken"
