"""Sessions in the database, in as few statements as they need: a page of the portal waits for each of them.

Whoever reads the table finds nothing that opens a session: its row stands under the hash of the cookie. And whoever
writes there opens none with what they find in another row: what a session holds is signed for its own.
"""

from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing
from django.db import IntegrityError
from django.db.models.functions import Now
from django.utils.crypto import get_random_string

SALT = "songda.session."


def row_key(cookie: str | None) -> str:
    """Where the session of a cookie stands; nowhere without one."""
    return sha256(cookie.encode()).hexdigest()[:40] if cookie else ""


def contents(row: Session) -> dict[str, Any]:
    """What a session holds; nothing where it was signed for another row, or not at all."""
    salt = SALT + row.session_key
    try:
        found: dict[str, Any] = signing.loads(row.session_data, salt=salt, serializer=JSONSerializer)
    except signing.BadSignature:
        return {}
    return found


class SessionStore(DatabaseSessions):
    """Django's, without asking beforehand whether a key of 32 random letters is taken, and without a savepoint."""

    @property
    def key_salt(self) -> str:
        """With what it is signed."""
        return SALT + row_key(self.session_key)

    def load(self) -> dict[str, Any]:
        """What its row holds; where none lasts, the cookie is of no use any more."""
        row = Session.objects.filter(session_key=row_key(self.session_key), expire_date__gt=Now()).first()
        if row is None:
            self._session_key = None
            return {}
        return contents(row)

    def exists(self, session_key: str) -> bool:
        """Whether there is a session of this cookie."""
        return Session.objects.filter(session_key=row_key(session_key)).exists()

    def _get_new_session_key(self) -> str:
        """The primary key refuses one that is taken."""
        return get_random_string(32, VALID_KEY_CHARS)

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's own shape
        """Write it in one statement; CreateError for a key that is taken, UpdateError where the session is gone."""
        if self.session_key is None:
            self.create()
            return
        holds = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        at = row_key(self.session_key)
        written: dict[str, Any] = {"session_data": self.encode(holds), "expire_date": self.get_expiry_date()}
        if must_create:
            try:
                Session(at, **written).save(force_insert=True)
            except IntegrityError:
                raise CreateError from None
        elif not Session.objects.filter(session_key=at).update(**written):
            raise UpdateError

    def cycle_key(self) -> None:
        """The same session under a new key, in the same row: the old key opens nothing from here on."""
        kept: dict[str, Any] = self._get_session()  # type: ignore[attr-defined]
        old, self._session_key = self.session_key, self._get_new_session_key()
        moved = {"session_key": row_key(self.session_key), "session_data": self.encode(kept)}
        if old is None or not Session.objects.filter(session_key=row_key(old)).update(**moved):
            self._session_key = old
            super().cycle_key()
            return
        self._session_cache = kept
        self.modified = True

    def delete(self, session_key: str | None = None) -> None:
        """End it, whether or not it is still there."""
        if (key := session_key or self.session_key) is not None:
            Session.objects.filter(session_key=row_key(key)).delete()
