"""Sessions whose time is over go; those that last are ended by whose they are."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from songda.records.court.staff import signing_in
from songda.records.court.staff.models import User
from songda.records.court.staff.sessions import row_key
from songda.records.court.staff.signing_in import end_sessions, forget_sessions
from tests import make

pytestmark = pytest.mark.database


def begun(user: User, *, is_over: bool = False) -> str:
    browser = Client()
    browser.force_login(user)
    key = browser.session.session_key
    assert key
    if is_over:
        Session.objects.filter(session_key=row_key(key)).update(expire_date=timezone.now() - timedelta(minutes=1))  # noqa: TID251
    return key


def test_those_whose_time_is_over_go_a_chunk_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = make.user()
    monkeypatch.setattr(signing_in, "CHUNK", 2)
    for _ in range(3):
        begun(clerk, is_over=True)
    lasting = begun(clerk)
    assert [forget_sessions(make.NOW) for _ in range(3)] == [2, 1, 0]
    assert Session.objects.get().session_key == row_key(lasting)


def test_no_session_is_opened_whose_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    clerk, opened = make.user(), []
    begun(clerk, is_over=True)
    begun(make.user())
    begun(clerk)
    is_theirs = signing_in._belongs_to
    monkeypatch.setattr(signing_in, "_belongs_to", lambda row, user: opened.append(row) or is_theirs(row, user))
    assert end_sessions(clerk) == 1
    assert len(opened) == 2
