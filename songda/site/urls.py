"""Which door answers which address."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from songda.web.console.account import sign_on
from songda.web.look.errors import not_found

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("songda.web.api.urls")),
    # Staff have no mailbox here: whoever forgot their password asks the administrator of their court.
    re_path(r"^accounts/(password/reset|email|confirm-email)/", not_found),
    path("accounts/sign-on/", sign_on.start, name="sign_on"),
    path("accounts/sign-on/back/", sign_on.back, name="sign_on_back"),
    path("accounts/sign-on/left/", sign_on.left, name="sign_on_left"),
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
