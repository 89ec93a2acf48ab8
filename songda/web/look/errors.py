"""The pages that say what went wrong, what was kept and what to do next; or to wait, where somebody tried too often."""

import logging
import re
import sys
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import TemplateDoesNotExist, loader
from django.urls import Resolver404, resolve
from django.utils.translation import get_language, gettext

from songda.clock import now
from songda.core.language import COURT_LANGUAGE, FALLBACK
from songda.core.refusal import Refused
from songda.core.words import say
from songda.records.ground import vault
from songda.records.ground.incidents import unshown
from songda.records.ground.incidents.unshown import Unshown, note_unshown
from songda.records.ground.limits.actions import TooManyTriesError
from songda.trust.paper.child import COME_AGAIN_SECONDS, NoSlotError
from songda.trust.places import AWAY_SECONDS, FilesAwayError
from songda.trust.sealing import SealError

log = logging.getLogger(__name__)
_OF_STAFF = "/console/"
DATABASE_AWAY = (OperationalError, InterfaceError)
_BARE = " / ".join(
    [say("pages.out_of_order", language) for language in (COURT_LANGUAGE, FALLBACK)]
)  # read while all is well


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 when more was sent than any form of ours asks for."""
    if isinstance(exception, TooManyFilesSent):
        return render(request, "413.html", {"files": settings.DATA_UPLOAD_MAX_NUMBER_FILES}, status=413)
    if isinstance(exception, TooManyFieldsSent):
        return render(request, "413.html", {"fields": settings.DATA_UPLOAD_MAX_NUMBER_FIELDS}, status=413)
    return too_large(request) if isinstance(exception, RequestDataTooBig) else render(request, "400.html", status=400)


def too_large(request: HttpRequest, megabytes: int | None = None) -> HttpResponse:
    """413: the request is larger than this door takes."""
    return render(request, "413.html", {"megabytes": megabytes or settings.PAPER_LIMIT_MEGABYTES}, status=413)


def unmeasured(request: HttpRequest) -> HttpResponse:
    """411: a program sent a body without saying how long it is; no browser does."""
    return render(request, "400.html", status=411)


def wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    """405: a link leads to where only forms are sent, after a sign-in that took too long, say."""
    page = render(request, "405.html", status=405)
    page["Allow"] = allowed
    return page


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """403: not for this visitor."""
    return render(request, "403.html", status=403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - the reason is for developers
    """403: the form was too old, or the browser keeps no cookies; what a known person typed is kept for them."""
    request.is_turned_away = True  # type: ignore[attr-defined]
    return render(request, "403_form.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """404: no such page, or none for this visitor; an address that a hand typed nearly right leads on."""
    if (meant := _meant(request)) is not None:
        return HttpResponseRedirect(meant)
    return render(request, "404.html", status=404)


def _meant(request: HttpRequest) -> str | None:
    """The page that is there without doubled slashes, the last one, and the capital that a telephone begins with."""
    typed = request.path_info
    first, *rest = re.sub("/+", "/", typed).strip("/").split("/")
    meant = "/".join(("", first.lower(), *rest))
    if request.method not in {"GET", "HEAD"} or meant == typed or "\0" in typed:
        return None
    try:
        is_page = resolve(meant).func is not not_found
    except Resolver404:
        return None
    asked = request.META.get("QUERY_STRING", "")
    return quote(meant) + (f"?{asked}" if asked else "") if is_page else None


def broken(request: HttpRequest) -> HttpResponse:
    """500: our fault; 503, with when to come again, where the database is away. The page leans on nothing else.

    Of the request only its path is read: staff are told what was kept, and what to tell their administrator.
    """
    if isinstance(sys.exception(), DATABASE_AWAY):
        return HttpResponse(_BARE, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "10"})
    try:
        told = {"page": request.path, "at": now()} if request.path.startswith(_OF_STAFF) else {}
        return HttpResponse(loader.get_template("500.html").render(told), status=500)
    except (TemplateDoesNotExist, OSError):
        return HttpResponse(_BARE, status=500, content_type="text/plain; charset=utf-8")


class TooManyPage:
    """Turns the exception of the tries into the page 429, those of turns and files into 503 and any refusal into 422.

    Wherever they were raised.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page, with the time to wait for machines that read it."""
        if isinstance(exception, NoSlotError):
            return _wait(render(request, "503.html", status=503), timedelta(seconds=COME_AGAIN_SECONDS))
        if isinstance(exception, FilesAwayError):
            log.error("the store of files does not answer: %s", exception)
            return _wait(render(request, "503_files.html", status=503), timedelta(seconds=AWAY_SECONDS))
        if isinstance(exception, Refused):  # no page of its own says it; whatever was begun is rolled back
            why = exception.sentence(get_language() or COURT_LANGUAGE)
            return render(request, "422.html", {"why": why}, status=422)
        if isinstance(exception, TooManyTriesError):
            return _wait(render(request, "429.html", status=429), exception.wait)
        return shown_again(request, exception)


def _wait(page: HttpResponse, time: timedelta) -> HttpResponse:
    page["Retry-After"] = str(int(time.total_seconds()))
    return page


_OF_PROGRAMS = "/api/"


def shown_again(request: HttpRequest, wrong: Exception) -> HttpResponse | None:
    """The page once more, in which a text that cannot be opened is said to be one; None where it is no page.

    Files, answers to programs and acts are never made of such a text: they fail as they did.
    """
    match = request.resolver_match
    is_page = request.method in {"GET", "HEAD"} and not request.path.startswith(_OF_PROGRAMS)
    if not isinstance(wrong, SealError) or not is_page or match is None or unshown.RAISES:
        return None
    unreadable: dict[str, None] = {}
    with vault.unreadable_said(lambda cell: _unreadable(cell, unreadable)):
        answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    if answer.streaming or not answer.get("Content-Type", "").startswith("text/html"):
        return None
    for cell in unreadable:
        column, _colon, number = cell.partition(":")
        note_unshown(Unshown(column[:60], number[:60], type(wrong).__name__), now())
    return answer


def _unreadable(cell: str, met: dict[str, None]) -> str:
    met[cell] = None
    return gettext("cannot be shown")
