"""Hands out a file to be saved, never to be run or shown inside the console."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header


def attachment(body: bytes, name: str, kind: str) -> HttpResponse:
    """The file under its name; sandboxed, in case a browser shows it all the same."""
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
