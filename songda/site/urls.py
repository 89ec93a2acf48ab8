"""Which door answers which address."""

from django.urls import URLPattern, URLResolver, include, path

from songda.site.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health),
    path("api/v1/", include("songda.web.api.urls")),
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
