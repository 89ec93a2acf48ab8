"""Hands out a file to be saved, never to be run or shown inside the console."""

from collections.abc import Iterator
from typing import TypeVar

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

A = TypeVar("A", bound=HttpResponseBase)


def attachment(body: bytes, name: str, kind: str) -> HttpResponse:
    """The file under its name; sandboxed, in case a browser shows it all the same."""
    return _to_be_saved(HttpResponse(body, content_type=kind), name)


def streamed(pieces: Iterator[bytes], name: str, kind: str) -> StreamingHttpResponse:
    """The same for a file that is made while it is sent."""
    return _to_be_saved(StreamingHttpResponse(pieces, content_type=kind), name)


def _to_be_saved(answer: A, name: str) -> A:
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
