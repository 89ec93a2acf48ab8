"""The channels at one glance, and the pause of one: what it does is said before, and everybody sees that it is so."""

from datetime import timedelta

import pytest
from django.urls import reverse

from songda.clock import now
from songda.core.access import Role
from songda.core.delivery.incidents import IncidentKind
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.models import Event
from songda.records.ground.incidents.actions import Trouble, begin_incident
from songda.records.overview.channel_health import Course, channel_health
from songda.records.service.attempts.models import ChannelTest
from tests import make
from tests.records.stage import Stage, defendant, envelope
from tests.web.console.world import signed_in, world

pytestmark = pytest.mark.database
PAGE = reverse("console:channels")
PAUSE, RESUME = (reverse(f"console:{name}", args=["sms"]) for name in ("pause_channel", "resume_channel"))


def test_each_channel_tells_what_waits_what_became_of_a_day_and_what_is_wrong() -> None:
    here = world()
    envelope(defendant(here.case))
    Stage().advance()
    begin_incident(Trouble(IncidentKind.PROVIDER_AWAY, "sms", "connection refused"), 1, now())
    sms = next(one for one in channel_health(here.case.court, make.NOW + timedelta(hours=2)) if one.name == "sms")
    assert (sms.waiting, sms.tone) == (1, "bad")
    assert (sms.course.handed_over, sms.course.arrived, sms.course.lost) == (1, 1, 0)
    assert channel_health(make.other_court(), now())[0].course == Course()
    page = signed_in(role=Role.ADMINISTRATOR).get(PAGE).content.decode()
    assert "connection refused" in page


@pytest.mark.parametrize(("handed_over", "lost", "many"), [(19, 19, False), (20, 1, False), (20, 2, True)])
def test_a_channel_loses_many_from_a_tenth_of_twenty(handed_over: int, lost: int, *, many: bool) -> None:
    assert Course(handed_over, 0, lost).loses_many is many


def test_what_a_pause_does_is_said_before_and_everybody_sees_it_until_it_is_over() -> None:
    envelope(defendant(make.case()))
    Stage().advance()
    browser = signed_in(role=Role.ADMINISTRATOR)
    page = browser.get(PAUSE).content.decode()
    assert "现有1条短信息" in page
    assert "一次性验证码" in page
    assert browser.post(PAUSE, {"hours": "4", "reason": ""}).status_code == 422
    assert browser.post(PAUSE, {"hours": "9", "reason": "通道异常"}).status_code == 422
    assert browser.post(PAUSE, {"hours": "4", "reason": "通道异常"})["Location"] == PAGE
    clerk = signed_in()
    assert "本院已暂停" in clerk.get(reverse("console:today")).content.decode()
    assert "1条短信息现在发出" in browser.post(RESUME, follow=True).content.decode()
    assert "本院已暂停" not in clerk.get(reverse("console:today")).content.decode()
    names = Event.objects.filter(name__startswith="court.channel_").order_by("number").values_list("name", flat=True)
    assert list(names) == ["court.channel_paused", "court.channel_resumed"]
    assert Court.objects.get().channels_paused == "{}"


def test_however_many_channels_are_paused_one_line_says_so_on_every_page() -> None:
    administrator = signed_in(role=Role.ADMINISTRATOR)
    for channel in ("sms", "email"):
        administrator.post(reverse("console:pause_channel", args=[channel]), {"hours": "4", "reason": "通道异常"})
    page = signed_in().get(reverse("console:account")).content.decode()
    assert page.count("本院已暂停") == 1
    line = page.split("本院已暂停")[1].split("</p>")[0]
    assert "短信" in line
    assert "电子邮件" in line


def test_a_channel_that_there_is_not_is_not_there() -> None:
    gone = reverse("console:pause_channel", args=["pigeon"])
    assert signed_in(role=Role.ADMINISTRATOR).get(gone).status_code == 404


def test_a_test_message_is_explained_sent_and_its_outcome_told() -> None:
    browser = signed_in(role=Role.ADMINISTRATOR)
    page = reverse("console:test_channel", args=["sms"])
    assert "不涉及任何案件" in browser.get(page).content.decode()
    assert browser.post(page, {"value": "12"}).status_code == 422
    assert browser.post(page, {"value": "139 1234 5678"})["Location"] == PAGE
    told = browser.get(PAGE).content.decode()
    assert "139****5678" in told
    assert "发送中" in told
    assert 'hx-trigger="every 2s"' in told
    ChannelTest.objects.update(outcome="accepted", handed_at=now(), answered_at=now(), arrived_at=now())
    told = browser.get(PAGE).content.decode()
    assert "已到达" in told
    assert "0.0秒" in told
    assert 'hx-trigger="every 2s"' not in told
    browser.post(PAUSE, {"hours": "4", "reason": "通道异常"})
    assert "测试信息仍会发出" in browser.get(page).content.decode()


def test_what_nobody_took_or_answered_in_time_is_told_so_and_an_account_that_nobody_types_has_no_test() -> None:
    browser = signed_in(role=Role.ADMINISTRATOR)
    browser.post(reverse("console:test_channel", args=["sms"]), {"value": "13912345678"})
    long_ago = now() - timedelta(hours=1)
    for changed, told in (
        ({}, "不再发送"),
        ({"handed_at": long_ago}, "是否接收不明"),
        ({"outcome": "accepted"}, "未收到回执"),
        ({"outcome": "rejected", "code": "0x0b"}, "0x0b"),
    ):
        ChannelTest.objects.update(asked_at=long_ago, **changed)
        assert told in browser.get(PAGE).content.decode()
    wechat = reverse("console:test_channel", args=["wechat"])
    assert wechat not in browser.get(PAGE).content.decode()
    assert browser.get(wechat).status_code == 404
