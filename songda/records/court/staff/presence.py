"""Puts on record when staff sign in and out, and when a sign-in to a real account was refused."""

from datetime import datetime

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.records.court.staff.models import User
from songda.records.court.staff.queries import user_named
from songda.records.ground.evidence.actions import NewEvent, record


def note_sign_in(user: User, now: datetime, how: str) -> None:
    """The member of staff is in, with every factor shown: `how` names them in their order."""
    _note("staff.signed_in", user, now, how=how)


def note_sign_out(user: User, now: datetime) -> None:
    """The member of staff left."""
    _note("staff.signed_out", user, now)


def note_end(user: User, now: datetime, why: str) -> None:
    """The session of a member of staff who had gone away (`idle`), or had signed in long ago (`long`), was ended."""
    _note("staff.signed_out", user, now, why=why)


def note_refused(username: str, now: datetime) -> None:
    """Somebody failed to sign in under this name; names that nobody has are not kept, since they may be passwords."""
    user = user_named(username)
    if user is not None:
        _note("staff.refused", user, now)


def note_wrong_code(user: User, now: datetime) -> None:
    """The password was right, and what was to follow it was wrong."""
    _note("staff.refused", user, now, factor="code")


def note_stepped_up(user: User, door: str, how: str, now: datetime) -> None:
    """The member of staff proved once more that it is they, and goes through this door."""
    _note("staff.stepped_up", user, now, door=door, how=how)


@transaction.atomic
def _note(name: str, user: User, now: datetime, **data: Json) -> None:
    stream = f"staff:{user.id}"
    actor = "engine" if name == "staff.refused" or "why" in data else stream
    record([NewEvent(name, stream, None, happened_at=now, actor=actor, data=data)], now)
