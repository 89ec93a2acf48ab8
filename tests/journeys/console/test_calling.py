"""A clerk calls, is asked to call again, and loses nothing on the way; what is odd or mistaken is not simply kept."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from songda import clock
from songda.records.court.staff.models import User
from songda.records.service.orders.models import Envelope
from songda.records.ways.portal.acts.visits import ask_for
from tests import make
from tests.journeys.console.desk import give_password, open_own_menu
from tests.journeys.leaving import leave_by
from tests.records.stage import envelope

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
Screen = Callable[..., Page]


def typed(days: int) -> str:
    return timezone.localtime(clock.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def asked_for_help() -> Envelope:
    """Papers whose recipient asked for help in words of their own."""
    sent = envelope(make.party(name="李卫国"))
    make.address(sent.party, "found")
    ask_for(sent, "help", "看不懂传票，请打电话", clock.now())
    return sent


def at_the_desk(page: Page, language: str) -> User:
    """A clerk signed in, reading in this language."""
    clerk = make.user(name="书记员陈")
    give_password(page, clerk)
    if language == "en":
        open_own_menu(page)
        leave_by(page.get_by_role("button", name="English"))
    return clerk


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_call_is_made_again_at_the_moment_that_they_named(screen: Screen, language: str, width: int) -> None:
    sent, page = asked_for_help(), screen(width)
    at_the_desk(page, language)
    expect(page.get_by_text("看不懂传票，请打电话")).to_be_visible()
    page.goto(f"/console/parties/{sent.party_id}/calls/new/")
    expect(page.locator("[name=minutes]")).to_have_value("")
    page.locator("[name=address]").first.check()
    page.locator("[name=outcome][value=call_again]").check()
    page.locator("[name=note]").fill("正在开会")
    page.locator("form button.main").click()
    expect(page.locator("#id_again_at")).to_be_visible()
    expect(page.locator("[name=note]")).to_have_value("正在开会")
    page.locator("[name=again_at]").fill(typed(2))
    page.locator("form button.main").click()
    expect(page.locator("#follows")).to_be_visible()
    expect(page.get_by_text("正在开会")).to_be_visible()
    again = "They asked to be called again" if language == "en" else "对方要求另约时间通话"
    expect(page.get_by_text(again)).to_be_visible()
    page.goto("/console/")
    expect(page.get_by_text(again)).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_mistaken_call_is_struck_and_what_asked_for_it_is_open_again(screen: Screen, language: str) -> None:
    sent, page = asked_for_help(), screen()
    at_the_desk(page, language)
    page.goto(f"/console/parties/{sent.party_id}/calls/new/")
    page.locator("[name=address]").first.check()
    page.locator("[name=outcome][value=refuses]").check()
    page.locator("[name=is_matched]").check()
    page.locator("[name=no_recording]").select_option("no_recorder")
    page.locator("form button.main").click()
    page.locator("a[href$='/strike/']").click()
    page.locator("[name=reason]").fill("登记到了另一案件")
    page.locator("form button.main").click()
    struck = "Struck as entered by mistake" if language == "en" else "系误登，已撤销"
    expect(page.get_by_text(struck)).to_be_visible()
    asked = "The recipient asked for help" if language == "en" else "受送达人请求协助"
    expect(page.get_by_text(asked).first).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_task_is_ended_by_hand_with_a_reason_and_opened_again(screen: Screen, language: str) -> None:
    sent, page = asked_for_help(), screen()
    at_the_desk(page, language)
    page.locator("a[href$='/close/']").click()
    page.locator("[name=again]").fill(typed(2))
    page.locator("form button.main").click()
    expect(page.locator("[name=reason]")).to_be_visible()  # without a reason nothing ends
    page.locator("[name=reason]").fill("本人将到院领取")
    page.locator("form button.main").click()
    expect(page.get_by_text("本人将到院领取").first).to_be_visible()
    page.locator("form[action$='/reopen/'] button").click()
    expect(page.locator("#ended")).to_have_count(0)
    assert sent.tasks.filter(closed_at=None).count() == 1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("scripts", [True, False])
def test_a_hearing_in_the_past_is_asked_about_before_it_is_set(screen: Screen, language: str, *, scripts: bool) -> None:
    case, page = make.case(), screen(scripts=scripts)
    at_the_desk(page, language)
    page.goto(f"/console/cases/{case.id}/hearings/new/")
    page.locator("[name=at]").fill(typed(-3))
    page.locator("[name=place]").fill("第三审判庭")
    page.locator("form button.main").click()
    expect(page.get_by_role("heading", name="Is this so?" if language == "en" else "请核对是否属实")).to_be_visible()
    expect(page.locator("[name=place]")).to_have_value("第三审判庭")
    assert case.hearings.count() == 0
    page.locator("[name=is_so]").check()
    page.locator("form button.main").click()
    expect(page.get_by_text("第三审判庭").first).to_be_visible()
    assert case.hearings.count() == 1


def test_back_to_a_page_that_said_what_is_wrong_does_not_ask_to_send_it_again(screen: Screen) -> None:
    case, page = make.case(), screen()
    at_the_desk(page, "en")
    form = f"/console/cases/{case.id}/hearings/new/"
    page.goto(form)
    page.locator("form button.main").click()
    expect(page.locator(".mistakes")).to_be_visible()
    page.goto(f"/console/cases/{case.id}/")
    with page.expect_request(lambda asked: asked.url.endswith(form)) as asked:
        page.go_back()
    assert asked.value.method == "GET"
    expect(page.locator("[name=place]")).to_be_visible()
    assert case.hearings.count() == 0
