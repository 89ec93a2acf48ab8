"""What every page needs to know about where it stands: demo banner, public address."""

from django.conf import settings
from django.http import HttpRequest


def surroundings(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 - Django passes it
    """Values for the base page."""
    return {"is_demo": settings.IS_DEMO, "public_url": settings.PUBLIC_URL, "sandbox_url": settings.SANDBOX_URL}
