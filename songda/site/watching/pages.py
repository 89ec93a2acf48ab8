"""What is watched of the web: whether a process lives and can work, and its answers, counted page by page.

The counts stand in files that the processes of a machine share; nothing is kept of who asked.
"""

import os
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.core.exceptions import MiddlewareNotUsed
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram

SHARED: Final = "PROMETHEUS_MULTIPROC_DIR"  # the library reads it as soon as it is imported
BUCKETS: Final = (0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0)
PLAIN: Final = "text/plain; charset=utf-8"
Answer = Callable[[HttpRequest], HttpResponse]


@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view is given the request
    """200 `ok`: this process answers."""
    return HttpResponse("ok\n", content_type=PLAIN)


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 `ok` when the database answers, else 503; nothing more is told to strangers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("no database\n", content_type=PLAIN, status=503)
    return HttpResponse("ok\n", content_type=PLAIN)


PROBES: Final = {"/livez": livez, "/readyz": readyz}


def probed(answer: Answer) -> Answer:
    """Whoever supervises this process asks past the proxy: by any name of the machine, and without encryption."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return PROBES.get(request.path, answer)(request)

    return middleware


def folder_of(home: Path) -> Path:
    """Where the web's processes keep what they count, until the next start of the web."""
    return home / "watching"


def share_counts(home: Path) -> None:
    """Begin anew, before any page is counted: the processes that are started afterwards count there."""
    folder = folder_of(home)
    folder.mkdir(mode=0o700, exist_ok=True)
    for file in folder.glob("*.db"):
        file.unlink(missing_ok=True)
    os.environ[SHARED] = str(folder)


def counted(answer: Answer) -> Answer:
    """Every answer is counted by its page and kind, and how long it took by its page."""
    if SHARED not in os.environ:
        raise MiddlewareNotUsed
    answers, took = _meters()

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = answer(request)
        match = request.resolver_match
        page = match.view_name or match.route if match else "none"
        answers.labels(page, f"{response.status_code // 100}xx").inc()
        took.labels(page).observe(time.perf_counter() - began)
        return response

    return middleware


@cache
def _meters() -> tuple["Counter", "Histogram"]:
    """Made once a process, however often the pages are put together."""
    from prometheus_client import Counter, Histogram

    answers = Counter("songda_web_answers", "answers of a page, by the first figure of their status", ["page", "kind"])
    took = Histogram("songda_web_seconds", "how long the answers of a page took", ["page"], buckets=BUCKETS)
    return answers, took
