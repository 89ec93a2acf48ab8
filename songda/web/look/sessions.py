"""Sessions in the database, in as few statements as they need: a page of the portal waits for each of them."""

from typing import Any

from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.utils.crypto import get_random_string


class SessionStore(DatabaseSessions):
    """Django's, without asking beforehand whether a key of 32 random letters is taken, and without a savepoint."""

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
        elif not Session.objects.filter(session_key=self.session_key).update(
            session_data=row.session_data, expire_date=row.expire_date
        ):
            raise UpdateError

    def cycle_key(self) -> None:
        """The same session under a new key, in the same row: the old key opens nothing from here on."""
        kept: dict[str, Any] = self._get_session()  # type: ignore[attr-defined]
        old, new = self.session_key, self._get_new_session_key()
        if old is None or not Session.objects.filter(session_key=old).update(session_key=new):
            super().cycle_key()
            return
        self._session_key, self._session_cache = new, kept
        self.modified = True

    def delete(self, session_key: str | None = None) -> None:
        """End it, whether or not it is still there."""
        if (key := session_key or self.session_key) is not None:
            Session.objects.filter(session_key=key).delete()
