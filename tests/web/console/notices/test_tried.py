"""The page of a notice: what was tried, what cannot be used, and whether that is a ground."""

import pytest
from django.urls import reverse

from songda.core.access import Role
from tests import make
from tests.records.stage import envelope
from tests.web.console.world import signed_in, world

pytestmark = pytest.mark.database
AT = "2026-06-01T10:00"


def url(name: str, key: object) -> str:
    return reverse(f"console:{name}", args=[key])


def test_the_page_of_a_notice_tells_what_was_tried_and_whether_it_is_a_ground() -> None:
    w, client = world(), signed_in()
    page = client.get(url("deed", w.envelope.id) + "?way=public_notice").content.decode()
    assert "直接送达未能送达、邮寄送达或者委托送达不能采用（没有可用的送达地址）" in page
    assert "但电子送达没有未能送达的记录" in page
    assert "邻居" in page
    assert "邮寄送达" in page
    printed = client.get(url("tried", w.envelope.id)).content.decode()
    assert "公告送达的原因和经过" in printed
    assert "公告应当说明出庭的时间和地点。" in printed
    assert w.address.value in printed
    masked = signed_in(role=Role.AUDITOR).get(url("tried", w.envelope.id)).content.decode()
    assert w.address.value not in masked
    assert "邻居" not in masked


def test_the_page_says_that_nothing_was_tried_and_offers_to_note_them_as_missing() -> None:
    party, client = make.party(), signed_in()
    sealed = envelope(party)
    page = client.get(url("deed", sealed.id) + "?way=public_notice").content.decode()
    assert "不发生送达效力" in page
    assert "应当在案卷中记明" not in client.get(url("tried", sealed.id)).content.decode(), "there is no ground yet"
    door = f"{url('note_of_party', party.id)}?kind=missing&envelope={sealed.id}"
    assert door.replace("&", "&amp;") in page
    noted = client.post(door, {"basis": "police", "since": AT, "words": "派出所证明"})
    assert noted.headers["Location"] == url("deed", sealed.id) + "?way=public_notice"
    led = client.get(noted.headers["Location"]).content.decode()
    assert "受送达人下落不明，可以公告送达。" in led
    printed = client.get(url("tried", sealed.id)).content.decode()
    assert "公告送达的，应当在案卷中记明原因和经过。" in printed
    assert "第九十五条第二款" in printed


def test_the_record_is_read_once_for_a_page_and_for_its_question(django_assert_max_num_queries: object) -> None:
    w = world()
    for name, role in (("tried", Role.SUPERVISOR), ("judge_notice", Role.JUDGE)):
        client = signed_in(role=role)
        client.get(url(name, w.envelope.id))
        with django_assert_max_num_queries(52):  # type: ignore[operator]
            assert client.get(url(name, w.envelope.id)).status_code == 200
