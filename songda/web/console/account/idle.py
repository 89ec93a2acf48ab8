"""Ends the session of staff who have gone away, or who signed in long ago: whoever sits down there finds nobody."""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from songda.clock import now
from songda.core.events.origins import Door
from songda.records.court.staff.models import User
from songda.records.court.staff.presence import note_end
from songda.records.ground.evidence.actions import through

Answer = Callable[[HttpRequest], HttpResponse]
SEEN, BEGAN = "seen_at", "began_at"
LONGEST = timedelta(hours=12)  # however busy they are
SWEPT = '"cache", "storage"'
FRESH = timedelta(minutes=1)  # a session is not written again within it


def end_when_idle(answer: Answer) -> Answer:
    """Sign out whoever asked for nothing for so long, or signed in too long ago; what they typed waits for them.

    Whoever was signed in and is no more leaves nothing in the browser; a further proof gives the session a new key.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        was_in, proofs = request.user.is_authenticated, _proofs(request)
        if was_in:
            _end_or_note(request, now())
        response = answer(request)
        if was_in and _proofs(request) > proofs:
            request.session.cycle_key()
        if was_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = SWEPT
        return response

    return middleware


def note_begun(request: HttpRequest, at: datetime) -> None:
    """They signed in: every session begins with this."""
    request.session[BEGAN] = at.isoformat()
    note_seen(request, at)


def note_seen(request: HttpRequest, at: datetime) -> None:
    """They are there."""
    request.session[SEEN] = at.isoformat()


def _proofs(request: HttpRequest) -> int:
    """How often they proved who they are; whoever knew the key of the session before a proof does not know the next."""
    return len(get_authentication_records(request, request.user)) if request.user.is_authenticated else 0


def _end_or_note(request: HttpRequest, at: datetime) -> None:
    seen = _kept(request, SEEN)
    if seen is None:
        return
    if at - seen > timedelta(minutes=settings.STAFF_IDLE_MINUTES):
        _end(request, at, "idle")
    elif at - (_kept(request, BEGAN) or seen) > LONGEST:
        _end(request, at, "long")
    elif at - seen > FRESH:
        note_seen(request, at)


def _end(request: HttpRequest, at: datetime, why: str) -> None:
    user = request.user
    with transaction.atomic():
        if isinstance(user, User):
            with through(Door.CONSOLE):  # whatever page they ask for: this is about their session there
                note_end(user, at, why)
        logout(request)


def _kept(request: HttpRequest, name: str) -> datetime | None:
    said = request.session.get(name)
    return datetime.fromisoformat(said) if said else None
