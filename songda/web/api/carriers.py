"""Where carriers push their reports: whoever signed is heard, and what they sent is kept before it is answered.

Carriers have no token of the API; each signs in its own dialect. What is not signed is turned away and leaves nothing,
so that strangers cannot fill the house.
"""

import logging
from functools import cache
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from songda.carriers.contract import LARGEST_PUSH, Carrier, ForgedError, Push
from songda.carriers.registry import open_carriers
from songda.clock import now
from songda.records.ways.post.carriage.reading import NewPush, keep_push
from songda.web.api.problems import plain_problem, respond

log = logging.getLogger("songda.web")
LOGGED_EACH: Final = 100
_refused: dict[str, int] = {}


@cache
def _carriers() -> dict[str, Carrier]:
    """Opened once a process; no line is opened with them."""
    return open_carriers(settings.CARRIER_URLS)


@csrf_exempt
@require_POST
def take_push(request: HttpRequest, name: str) -> HttpResponse:
    """Keep a push. 403 where the carrier did not sign it, 404 for a carrier that this court does not have."""
    carrier = _carriers().get(name)
    if carrier is None:
        return respond(plain_problem(404, "not_found"))
    body = request.read(LARGEST_PUSH + 1)
    if len(body) > LARGEST_PUSH:
        return respond(plain_problem(413, "too_large"))
    moment = now()
    headers = {key.lower(): value for key, value in request.headers.items()}
    try:
        opened = carrier.open_push(Push(request.path, headers, body), moment)
        keep_push(NewPush(name, opened.once, body), moment)
    except ForgedError as wrong:
        _note_refusal(name, wrong)
        return respond(plain_problem(403, "not_signed"))
    answer = carrier.answer(opened)
    return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type, headers=answer.headers)


def _note_refusal(name: str, wrong: ForgedError) -> None:
    """Strangers who knock all day do not fill the log: the first is told, then each hundredth."""
    count = _refused[name] = _refused.get(name, 0) + 1
    if count % LOGGED_EACH == 1:
        log.warning("a push for %s is turned away (%d so far): %s", name, count, wrong)
