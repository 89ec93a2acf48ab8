"""Sessions under a new key, ended, and written while somebody else ended them."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from songda.records.court.staff.sessions import SessionStore, contents, row_key

pytestmark = pytest.mark.database


def begun() -> SessionStore:
    session = SessionStore()
    session["court"] = "晋1181"
    session.save()
    return session


def test_a_session_begins_in_one_statement() -> None:
    with CaptureQueriesContext(connection) as asked:
        session = SessionStore()
        session.create()
    assert len(asked) == 1
    assert Session.objects.filter(session_key=row_key(session.session_key)).exists()


def test_under_a_new_key_it_holds_the_same_and_the_old_key_opens_nothing() -> None:
    session = begun()
    old = session.session_key
    with CaptureQueriesContext(connection) as asked:
        session.cycle_key()
    session.save()
    assert len(asked) == 1
    assert session.session_key != old
    assert SessionStore(session.session_key)["court"] == "晋1181"
    assert "court" not in SessionStore(old)
    assert Session.objects.count() == 1


def test_a_key_that_was_planted_and_that_nobody_has_becomes_another_one() -> None:
    planted = SessionStore("a" * 32)
    planted["court"] = "晋1181"
    planted.cycle_key()
    assert planted.session_key != "a" * 32
    assert list(Session.objects.values_list("session_key", flat=True)) == [row_key(planted.session_key)]


def test_what_was_ended_meanwhile_is_not_written_again() -> None:
    session = begun()
    SessionStore(session.session_key).delete()
    session["court"] = "晋1182"
    with pytest.raises(UpdateError):
        session.save()
    assert not Session.objects.exists()
    session.delete()  # once more is nothing


def test_what_stands_in_the_table_opens_no_session() -> None:
    """Neither its key as a cookie, nor what it holds in the row of another cookie."""
    row, own = Session.objects.get(session_key=row_key(begun().session_key)), SessionStore()
    assert contents(row)["court"] == "晋1181"
    assert "court" not in SessionStore(row.session_key)
    own.create()
    Session.objects.filter(session_key=row_key(own.session_key)).update(session_data=row.session_data)
    assert "court" not in SessionStore(own.session_key)
    own.delete()
    Session.objects.filter(session_key=row.session_key).update(session_key=row_key(own.session_key))
    assert "court" not in SessionStore(own.session_key)


def test_nothing_opens_one_whose_time_is_over() -> None:
    session = begun()
    Session.objects.update(expire_date=Now() - timedelta(seconds=1))
    assert "court" not in SessionStore(session.session_key)
