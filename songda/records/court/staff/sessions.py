"""Sessions in the database, in as few statements as they need: a page of the portal waits for each of them.

Whoever reads the table finds nothing that opens a session: its row stands under the hash of the cookie. And whoever
writes there opens none with what they find in another row: what a session holds is signed for its own.
"""

from hashlib import sha256
from typing import Any

from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing
from django.db import IntegrityError
from django.db.models.functions import Now
from django.utils.crypto import get_random_string


def row_key(cookie: str | None) -> str:
    """Where the session of a cookie stands; nowhere without one."""
    return sha256(cookie.encode()).hexdigest()[:40] if cookie else ""


def contents(row: Session) -> dict[str, Any]:
    """What a session holds; nothing where it was signed for another row, or not at all."""
    try:
        found: dict[str, Any] = signing.loads(row.session_data, salt=_salt(row.session_key), serializer=JSONSerializer)
    except signing.BadSignature:
        return {}
    return found


def _salt(key: str) -> str:
    return f"songda.session.{key}"


class SessionStore(DatabaseSessions):
    """Django's, without asking beforehand whether a key of 32 random letters is taken, and without a savepoint."""

    @property
    def key_salt(self) -> str:
        """With what it is signed."""
        return _salt(row_key(self.session_key))

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

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Its row as it is to be."""
        row = super().create_model_instance(data)
        row.session_key = row_key(row.session_key)
        return row

    def _get_new_session_key(self) -> str:
        """The primary key refuses one that is taken."""
        return get_random_string(32, VALID_KEY_CHARS)

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's own shape
        """Write it in one statement; CreateError for a key that is taken, UpdateError where the session is gone."""
        if self.session_key is None:
            self.create()
            return
        row = self.create_model_instance(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        if must_create:
            try:
                row.save(force_insert=True)
            except IntegrityError:
                raise CreateError from None
        elif not _write(row.session_key, row):
            raise UpdateError

    def cycle_key(self) -> None:
        """The same session under a new key, in the same row: the old key opens nothing from here on."""
        kept: dict[str, Any] = self._get_session()  # type: ignore[attr-defined]
        old, self._session_key = self.session_key, self._get_new_session_key()
        if old is None or not _write(row_key(old), self.create_model_instance(kept)):
            self._session_key = old
            super().cycle_key()
            return
        self._session_cache = kept
        self.modified = True

    def delete(self, session_key: str | None = None) -> None:
        """End it, whether or not it is still there."""
        if (key := session_key or self.session_key) is not None:
            Session.objects.filter(session_key=row_key(key)).delete()


def _write(key: str, row: AbstractBaseSession) -> int:
    """Into the row that stands there; how many it was."""
    return Session.objects.filter(session_key=key).update(
        session_key=row.session_key, session_data=row.session_data, expire_date=row.expire_date
    )
