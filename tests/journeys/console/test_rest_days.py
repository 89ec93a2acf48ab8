"""They ask to be called tomorrow, and tomorrow is a day of rest: telephones ring later then, and the desk says when."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from songda.records.service.attempts.models import Attempt
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.service.telephone.models import Dial
from songda.records.ways.portal.acts.visits import ask_for
from tests import make
from tests.journeys.console.desk import enter
from tests.journeys.leaving import leave_by
from tests.journeys.portal.stagehands import elsewhere
from tests.records.stage import envelope
from tests.surroundings.day import clock_at

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
Screen = Callable[..., Page]
ZONE = ZoneInfo("Asia/Shanghai")
THE_DAY_BEFORE = datetime(2026, 9, 30, 10, 0, tzinfo=ZONE)  # a Wednesday; the next day is the National Day
NAMED, OPENS = "2026-10-01T09:00", "2026-10-01T09:30"  # on a working day the telephone rings from 8:30 on
WORDS = {
    "zh-CN": {
        "later": "现在不是可以致电该人的时间。2026年10月1日09:30起可再次拨打。",
        "on its way": "短信已发出。",
        "again": "对方要求另约时间通话",
    },
    "en": {
        "later": "They may be called again on 1 October 2026 from 09:30.",
        "on its way": "The text message is on its way.",
        "again": "They asked to be called again",
    },
}


def asked_for_help() -> Envelope:
    sent = envelope(make.party(name="李卫国"))
    make.address(sent.party, "found")
    ask_for(sent, "help", "请打电话", THE_DAY_BEFORE)
    return sent


def call_tomorrow(page: Page, sent: Envelope) -> None:
    """The call in which they name an hour of the next day."""
    page.goto(f"/console/parties/{sent.party_id}/calls/new/")
    page.locator("[name=address]").first.check()
    page.locator("[name=outcome][value=call_again]").check()
    page.locator("[name=again_at]").fill(NAMED)
    page.locator("form[enctype] button.main").click()
    expect(page.locator("#follows")).to_be_visible()


def announce(page: Page, sent: Envelope, at: str) -> None:
    page.goto(f"/console/parties/{sent.party_id}/calls/announce/")
    page.locator("[name=address]").first.check()
    page.locator("[name=at]").fill(at)
    leave_by(page.locator("form button.main"))


def dial(page: Page, sent: Envelope) -> None:
    page.goto(f"/console/parties/{sent.party_id}/dial/")
    page.locator("[name=extension]").fill("801")
    leave_by(page.locator("form button.main"))


@pytest.mark.night("a whole call at the desk; another one is made by day")
@pytest.mark.parametrize(("language", "width"), [("zh-CN", 1280), ("en", 390)])
def test_called_again_on_a_day_of_rest_no_earlier_than_its_hours(
    screen: Screen, monkeypatch: pytest.MonkeyPatch, language: str, width: int
) -> None:
    monkeypatch.setattr(settings, "TELEPHONE_URL", "ari://songda:word@127.0.0.1:9")
    say, sent, page = WORDS[language], elsewhere(asked_for_help), screen(width)
    enter(page, elsewhere(make.user), language)
    with clock_at(THE_DAY_BEFORE):
        call_tomorrow(page, sent)
        again = elsewhere(lambda: Task.objects.get(reason="call_again", closed_at=None))
        assert again.due_at == datetime.fromisoformat(NAMED).replace(tzinfo=ZONE)
        announce(page, sent, NAMED)
        expect(page.get_by_text(say["later"]).first).to_be_visible()
        assert not elsewhere(Attempt.objects.filter(purpose="call").exists)
        announce(page, sent, OPENS)
        expect(page.get_by_text(say["on its way"])).to_be_visible()
    with clock_at(datetime.fromisoformat(NAMED).replace(tzinfo=ZONE)):
        page.goto("/console/")
        expect(page.get_by_text(say["again"])).to_be_visible()
        dial(page, sent)
        expect(page.get_by_text(say["later"]).first).to_be_visible()
        assert not elsewhere(Dial.objects.exists)
    with clock_at(datetime.fromisoformat(OPENS).replace(tzinfo=ZONE)):
        dial(page, sent)
        expect(page.locator("form[action$='/end/'] button")).to_be_visible()
        assert elsewhere(lambda: Dial.objects.get().address.party_id) == sent.party_id
