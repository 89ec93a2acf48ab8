"""Whatever goes wrong below /api/ is told to programs in one form, also where no operation was reached."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from songda.web.api.problems import Words, plain_problem, respond

BELOW = "/api/"
PROBLEM = "application/problem+json"
_KEPT = ("Allow", "Retry-After", "WWW-Authenticate")
_SAID: dict[int, tuple[str, Words]] = {
    400: ("bad_request", ("请求不符合HTTP规范，未作任何处理。", "The request is not sound HTTP. Nothing was changed.")),
    403: ("not_allowed", ("不允许此操作，未作任何处理。", "This is not allowed. Nothing was changed.")),
    404: (
        "no_such_address",
        (
            "没有这个接口地址。全部接口见 /api/v1/ 。",
            "There is no such address. All operations are listed at /api/v1/.",
        ),
    ),
    405: (
        "method_not_allowed",
        (
            "此地址不接受该方法，可用方法见Allow响应头。",
            "This address does not take that method; the header Allow names those it takes.",
        ),
    ),
    411: (
        "no_length",
        (
            "请求未说明长度，请用Content-Length代替分块传输。",
            "The request does not say how long it is. Send Content-Length instead of chunks.",
        ),
    ),
    413: ("too_large", ("请求过大，请拆分后再发送。", "The request is too large. Split it and send it in pieces.")),
    429: ("too_many", ("请求过于频繁，请按Retry-After等待。", "Too many requests. Wait as long as Retry-After says.")),
    500: (
        "broken",
        (
            "系统出现故障，本次请求未生效。请稍后以同一幂等键重试。",
            "The fault is ours, and this request did not take effect. Repeat it later under the same idempotency key.",
        ),
    ),
}
_OTHER: Words = ("请求未能完成。", "The request could not be carried out.")
Answer = Callable[[HttpRequest], HttpResponseBase]


def border(answer: Answer) -> Answer:
    """Replace pages for people by problems for programs; a problem that an operation told stays as it is."""

    def door(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        if response.status_code < 400 or not request.path_info.startswith(BELOW):
            return response
        if response.headers.get("Content-Type", "") == PROBLEM:
            return response
        return _told(response)

    return door


def _told(response: HttpResponseBase) -> HttpResponse:
    code, words = _SAID.get(response.status_code, ("failed", _OTHER))
    problem = respond(plain_problem(response.status_code, code, words))
    for name in _KEPT:
        if name in response.headers:
            problem[name] = response.headers[name]
    problem.cookies = response.cookies
    return problem
