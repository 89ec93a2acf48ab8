"""After a restore: one banner on every page, one page to decide, and a door that asks once more who sits there."""

import pytest
from django.test import Client
from django.urls import reverse

from songda.clock import new_id
from songda.core.access import Role
from songda.records.ground.evidence.models import Event
from songda.records.ground.restores.models import LostCall, LostHandOver, Quarantine
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.restored.recognise import RestoreDetails, recognise
from tests import make
from tests.records.service.attempts.restored.world import opened, put_back, send
from tests.records.stage import NOW, defendant, envelope
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
PAGE, END = reverse("console:restore"), reverse("console:end_quarantine")
DECIDED = {"kind": "sms.service.written_down", "choice": "take_as_sent", "reason": "the centre has them"}


def restored() -> None:
    """Three texts went out, and the database knows nothing of it any more."""
    stage = opened()
    for _ in "123":
        envelope(defendant(make.case()))
    send(stage)
    put_back()
    recognise(NOW)


def test_notice_calls_since_the_backup_are_listed_with_the_cases_of_their_numbers() -> None:
    address = make.address()
    case = address.party.case
    for index in (bytes(address.value_index), b"somebody else 16"):
        LostCall.objects.create(dial_id=new_id(), epoch=2, to_index=index, at=NOW)
    page = proved().get(PAGE).content.decode()
    assert case.number in page
    assert reverse("console:case", args=[case.id]) in page
    assert page.count("本院案件中无此号码") == 1
    assert address.value not in page


def proved(role: Role = Role.SUPERVISOR) -> Client:
    """Somebody who said once more who they are."""
    client = signed_in(make.user(role=role))
    client.post(reverse("account_reauthenticate"), {"password": "correct horse battery"})
    return client


@pytest.mark.parametrize("role", Role)
def test_every_page_of_everybody_says_that_nothing_is_sent(role: Role) -> None:
    client = signed_in(make.user(role=role))
    place = reverse("console:account")
    assert "数据库已恢复至较早状态" not in client.get(place).content.decode()
    restored()
    page = client.get(place).content.decode()
    assert "数据库已恢复至较早状态：停发" in page
    assert (PAGE in page) == (role in {Role.SUPERVISOR, Role.ADMINISTRATOR})


def test_nothing_is_decided_before_they_prove_who_they_are() -> None:
    restored()
    client = signed_in(make.user(role=Role.SUPERVISOR))
    for place, typed in ((PAGE, DECIDED), (END, {"reason": "why"})):
        assert client.post(place, typed)["Location"].startswith(reverse("account_reauthenticate"))
    assert set(Attempt.objects.values_list("code", flat=True)) == {"restored"}
    assert Quarantine.objects.get().ended_at is None


def test_all_of_a_kind_are_decided_at_once_and_then_the_quarantine_ends() -> None:
    restored()
    client = proved()
    page = client.get(PAGE).content.decode()
    assert "短信 · 送达信息 · 登记簿载明已交付发送 · 3" in page
    assert END not in page
    assert client.post(PAGE, DECIDED)["Location"] == PAGE
    assert END in client.get(PAGE).content.decode()
    assert client.post(END, {"reason": "all was asked"})["Location"] == PAGE
    assert "当前没有停发状态" in client.get(PAGE).content.decode()
    assert "数据库已恢复至较早状态" not in client.get(reverse("console:account")).content.decode()
    assert Event.objects.filter(name="attempt.taken_as_sent").count() == 3
    assert Event.objects.get(name="quarantine.ended").actor.startswith("staff:")
    assert Event.objects.get(name="staff.stepped_up").data["door"] == "after_restore"


def test_the_quarantine_ends_over_nothing_undecided() -> None:
    restored()
    answer = proved().post(END, {"reason": "why"})
    assert answer.status_code == 422
    assert "尚有3条信息未作决定" in answer.content.decode()


def test_what_the_journal_tells_of_is_not_offered_to_be_sent_again() -> None:
    restored()
    client = proved()
    page = client.get(PAGE).content.decode()
    assert 'value="take_as_sent"' in page
    assert 'value="send_again"' not in page
    assert "无法确定" not in page
    assert client.post(PAGE, {**DECIDED, "choice": "send_again"}).status_code == 422
    assert not Event.objects.filter(name="attempt.sent_again").exists()


def test_of_several_kinds_only_what_may_be_sent_again_is() -> None:
    restored()
    LostHandOver.objects.filter(attempt_id=Attempt.objects.latest("id").id).update(attempt_id=0)
    client = proved()
    page = client.get(PAGE).content.decode()
    assert "短信 · 送达信息 · 登记簿载明已交付发送 · 2" in page
    assert "短信 · 送达信息 · 登记簿载明从未交付发送 · 1" in page
    refused = client.post(PAGE, {**DECIDED, "choice": "send_again"})
    assert refused.status_code == 422
    assert "不得再次发送" in refused.content.decode()
    never = {**DECIDED, "kind": "sms.service.never", "choice": "send_again"}
    assert client.post(PAGE, never).status_code == 302
    assert Event.objects.filter(name="attempt.sent_again").count() == 1


@pytest.mark.parametrize(
    "typed", [{**DECIDED, "reason": ""}, {**DECIDED, "kind": "sms.service.unknown"}, {"choice": "x"}]
)
def test_what_is_not_said_in_full_is_asked_again(typed: dict[str, str]) -> None:
    restored()
    assert proved().post(PAGE, typed).status_code == 422
    assert not Event.objects.filter(name="attempt.taken_as_sent").exists()


def test_a_lost_journal_is_named() -> None:
    opened()
    recognise(NOW, RestoreDetails(is_journal_lost=True))
    assert "登记簿缺失或者不完整" in proved().get(PAGE).content.decode()
