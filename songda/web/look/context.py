"""What every page needs to know about where it stands: demo banner, public address, type size, its own address."""

from django.conf import settings
from django.http import HttpRequest

from songda.core.warnings import COURT_LINE, FRAUD_LINE, LEGAL_AID_LINE, POLICE_LINE


def surroundings(request: HttpRequest) -> dict[str, object]:
    """Values for the base page."""
    return {
        "is_demo": settings.IS_DEMO,
        "public_url": settings.PUBLIC_URL,
        "sandbox_url": settings.SANDBOX_URL,
        "demo_accounts": settings.DEMO_ACCOUNTS,
        "demo_password": settings.DEMO_PASSWORD,
        "hotline": COURT_LINE,
        "fraud_line": FRAUD_LINE,
        "police_line": POLICE_LINE,
        "legal_aid_line": LEGAL_AID_LINE,
        "is_large": request.COOKIES.get(settings.TYPE_COOKIE_NAME) == "large",
        "has_chosen_type": settings.TYPE_COOKIE_NAME in request.COOKIES,
        "here": request.get_full_path() if request.method in {"GET", "HEAD"} else request.path,
    }
