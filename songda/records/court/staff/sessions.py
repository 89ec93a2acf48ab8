"""Ends sessions of staff: those of one person but the one in use, or of everybody."""

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from songda.records.court.staff.models import User


def end_sessions(of: User | None = None, *, but: str | None = None) -> int:
    """End the sessions of this person, or of all who are signed in, but the one with this key; how many there were.

    Every session is opened for it, which is seldom done: who is signed in stands inside, under the site's signature.
    """
    ended = [row.session_key for row in Session.objects.exclude(session_key=but or "").iterator() if _is_of(row, of)]
    Session.objects.filter(session_key__in=ended).delete()
    return len(ended)


def _is_of(row: Session, person: User | None) -> bool:
    who = row.get_decoded().get(SESSION_KEY)
    return who is not None and (person is None or who == str(person.id))
