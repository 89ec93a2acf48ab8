"""Whatever goes wrong below /api/ is told to programs in one form, also where no operation was reached."""

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from songda.web.api.problems import plain_problem, respond

BELOW = "/api/"
PROBLEM = "application/problem+json"
_KEPT = ("Allow", "Retry-After", "WWW-Authenticate")
_CODES = {
    400: "bad_request",
    403: "not_allowed",
    404: "no_such_address",
    405: "method_not_allowed",
    411: "no_length",
    413: "too_large",
    429: "too_many",
    500: "broken",
}
Answer = Callable[[HttpRequest], HttpResponseBase]


def border(answer: Answer) -> Answer:
    """Replace pages for people by problems for programs; a problem that an operation told stays as it is."""

    def door(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(BELOW):
            return answer(request)
        return _head(request, answer) if request.method == "HEAD" else _told(answer(request))

    return door


def _told(response: HttpResponseBase) -> HttpResponseBase:
    if response.status_code < 400 or response.headers.get("Content-Type", "") == PROBLEM:
        return response
    return _problem_of(response)


def _head(request: HttpRequest, answer: Answer) -> HttpResponseBase:
    """As GET would be answered, without what it would have brought; nobody was told it, so nothing goes on record."""
    request.method = "GET"
    with transaction.atomic():
        response = _told(answer(request))
        transaction.set_rollback(True)
    request.method = "HEAD"
    if isinstance(response, HttpResponse):
        length = len(response.content)
        response.content = b""
        response["Content-Length"] = str(length)
    return response


def _problem_of(response: HttpResponseBase) -> HttpResponse:
    problem = respond(plain_problem(response.status_code, _CODES.get(response.status_code, "failed")))
    for name in _KEPT:
        if name in response.headers:
            problem[name] = response.headers[name]
    problem.cookies = response.cookies
    return problem
