"""What visitors choose for themselves: the language and the size of the type. Both keep the place where they were.

What every page needs to know about where it stands is told here too.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from songda.core.warnings import COURT_LINE, FRAUD_LINE, LEGAL_AID_LINE, POLICE_LINE

A_YEAR = 365 * 24 * 3600
SIZES = {"large", "normal"}


@require_POST
def set_type_size(request: HttpRequest) -> HttpResponse:
    """Remember the size of the type on this device, and go back to the page where it was chosen."""
    answer = HttpResponseRedirect(_place(request))
    size = request.POST.get("size", "")
    if size in SIZES:
        is_secure = (
            settings.LANGUAGE_COOKIE_SECURE
        )  # as every cookie of the site: by its address, whoever stands before it
        answer.set_cookie(
            settings.TYPE_COOKIE_NAME, size, max_age=A_YEAR, secure=is_secure, httponly=True, samesite="Lax"
        )
    return answer


def _place(request: HttpRequest) -> str:
    """The page to go back to; only one of our own."""
    place = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(place, allowed_hosts={request.get_host()}, require_https=False)
    return place if is_ours else "/"


def surroundings(request: HttpRequest) -> dict[str, object]:
    """Values for the base page."""
    return {
        "is_demo": settings.IS_DEMO,
        "public_url": settings.PUBLIC_URL,
        "sandbox_url": settings.SANDBOX_URL,
        "demo_accounts": settings.DEMO_ACCOUNTS,
        "has_sign_on": settings.SIGN_ON is not None,
        "demo_password": settings.DEMO_PASSWORD,
        "hotline": COURT_LINE,
        "fraud_line": FRAUD_LINE,
        "police_line": POLICE_LINE,
        "legal_aid_line": LEGAL_AID_LINE,
        "is_large": request.COOKIES.get(settings.TYPE_COOKIE_NAME) == "large",
        "has_chosen_type": settings.TYPE_COOKIE_NAME in request.COOKIES,
        "here": request.get_full_path() if request.method in {"GET", "HEAD"} else request.path,
    }
