"""The answer to somebody who tried too often: wait a while."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from songda.records.limits.actions import TooManyTriesError


class TooManyPage:
    """Turns the exception of the tries into the page 429, wherever it was raised."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page, with the time to wait for machines that read it."""
        if not isinstance(exception, TooManyTriesError):
            return None
        page = render(request, "429.html", status=429)
        page["Retry-After"] = str(int(exception.wait.total_seconds()))
        return page
