"""Pages and what belongs to them travel compressed: on a slow telephone the first page is there in half the time.

Files that people take away (PDF, pictures, sound, archives) are compressed already, and are sent in parts on request:
they stay as they are. Django's own middleware adds some random bytes, so that nobody learns a page's secrets from its
length (BREACH).
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXTS = ("text/", "application/json", "application/problem+json", "application/javascript", "image/svg+xml")


class CompressTexts(GZipMiddleware):
    """Compresses whole answers that are texts, for whoever takes gzip."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed where that is worth it."""
        is_text = response.get("Content-Type", "").startswith(TEXTS)
        if response.status_code == 206 or not is_text or response.has_header("Content-Disposition"):
            return response
        return super().process_response(request, response)
