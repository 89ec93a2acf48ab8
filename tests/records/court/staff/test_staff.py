"""Courts open, people and systems are admitted, and nothing that opens a door is kept in clear."""

import pytest

from songda.core.access import Role, Scope
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.actions import (
    ClientDraft,
    CourtDraft,
    UserDraft,
    make_api_client,
    make_court,
    make_user,
    remove_user,
    revoke_api_client,
    set_role,
)
from songda.records.court.staff.models import ApiClient
from songda.records.court.staff.queries import client_by_token, judges_of
from songda.records.ground.evidence.models import Event
from tests import make

pytestmark = pytest.mark.database


def test_a_court_with_an_impossible_code_is_not_opened() -> None:
    with pytest.raises(WrongField) as refusal:
        make_court(CourtDraft("火1181", "火星人民法院"), "engine", make.NOW)
    assert (refusal.value.field, refusal.value.part) == ("code", "court")


def test_a_court_needs_a_time_zone_that_exists() -> None:
    with pytest.raises(WrongField, match="zone"):
        make_court(CourtDraft("晋1181", "孝义市人民法院", zone="Asia/Xiaoyi"), "engine", make.NOW)


def test_an_account_keeps_no_password_in_clear() -> None:
    draft = UserDraft("chen", "书记员陈", Role.CLERK, "correct horse battery")
    chen = make_user(draft, make.court(), "engine", make.NOW)
    assert chen.check_password("correct horse battery")
    assert "correct" not in chen.password + repr(draft)


def test_a_user_name_is_given_once() -> None:
    draft = UserDraft("chen", "书记员陈", Role.CLERK, "correct horse battery")
    make_user(draft, make.court(), "engine", make.NOW)
    with pytest.raises(Refused, match="account_exists"):
        make_user(draft, make.other_court(), "engine", make.NOW)


def test_only_the_hash_of_a_token_is_kept() -> None:
    client, token = make_api_client(make.court(), ClientDraft("办案系统", tuple(Scope)), "engine", make.NOW)
    assert client_by_token(token) == client
    assert len(bytes(ApiClient.objects.get().token_hash)) == 32
    assert token not in str(ApiClient.objects.values().get())


def test_a_token_that_could_be_guessed_is_refused() -> None:
    with pytest.raises(Refused, match="token_too_short"):
        make_api_client(make.court(), ClientDraft("办案系统", tuple(Scope), token="secret"), "engine", make.NOW)


def test_a_revoked_token_opens_nothing() -> None:
    client, token = make_api_client(make.court(), ClientDraft("办案系统", tuple(Scope)), "engine", make.NOW)
    revoke_api_client(client, "engine", make.NOW)
    assert client_by_token(token) is None
    assert client_by_token("songda_made-up") is None


def test_staff_are_listed_until_they_leave() -> None:
    zhou = make.user(role=Role.JUDGE, name="法官周")
    make.user(make.other_court(), Role.JUDGE, "法官吴")
    assert judges_of(make.court()) == [zhou]
    remove_user(zhou, "engine", make.NOW)
    assert judges_of(make.court()) == []


def test_what_happens_to_accounts_is_on_record() -> None:
    chen = make.user()
    set_role(chen, Role.SUPERVISOR, "engine", make.NOW)
    names = Event.objects.filter(stream=f"staff:{chen.id}").order_by("number").values_list("name", flat=True)
    assert list(names) == ["staff.admitted", "staff.reassigned"]
    told = {"before": "clerk", "role": "supervisor", "court": str(chen.court_id)}
    assert Event.objects.get(name="staff.reassigned").data == told
