"""Which door answers which address."""

from django.urls import URLPattern, URLResolver, include, path

from songda.site.health import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health),
    path("api/v1/", include("songda.web.api.urls")),
    path("accounts/", include("allauth.urls")),
]
