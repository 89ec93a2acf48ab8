"""The answer to somebody who tried too often, or came while too much was opened: wait a while."""

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from songda.records.ground.limits.actions import TooManyTriesError
from songda.trust.paper.turns import COME_AGAIN_SECONDS, NoTurnError


class TooManyPage:
    """Turns the exception of the tries into the page 429 and that of the turns into 503, wherever they were raised."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page, with the time to wait for machines that read it."""
        if isinstance(exception, NoTurnError):
            return _wait(render(request, "503.html", status=503), timedelta(seconds=COME_AGAIN_SECONDS))
        if isinstance(exception, TooManyTriesError):
            return _wait(render(request, "429.html", status=429), exception.wait)
        return None


def _wait(page: HttpResponse, time: timedelta) -> HttpResponse:
    page["Retry-After"] = str(int(time.total_seconds()))
    return page
