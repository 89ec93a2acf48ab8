"""Ends the session of staff who have gone away: whoever sits down at their desk finds nobody signed in."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from songda.clock import now
from songda.core.evidence.doors import Door
from songda.records.evidence.actions import through
from songda.records.staff.models import User
from songda.records.staff.presence import note_idle_end

Answer = Callable[[HttpRequest], HttpResponse]
SEEN = "seen_at"
FRESH = timedelta(minutes=1)  # a session is not written again within it


def end_when_idle(answer: Answer) -> Answer:
    """Sign out whoever has asked for nothing for so long as the setting says; what they typed waits for them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            at, seen = now(), _seen(request)
            if seen is not None and at - seen > timedelta(minutes=settings.STAFF_IDLE_MINUTES):
                user = request.user
                logout(request)
                if isinstance(user, User):
                    with through(Door.CONSOLE):  # whatever page they ask for: this is about their session there
                        note_idle_end(user, at)
            elif seen is not None and at - seen > FRESH:
                note_seen(request, at)
        return answer(request)

    return middleware


def note_seen(request: HttpRequest, at: datetime) -> None:
    """They are there: every session begins with this."""
    request.session[SEEN] = at.isoformat()


def _seen(request: HttpRequest) -> datetime | None:
    said = request.session.get(SEEN)
    return datetime.fromisoformat(said) if said else None
