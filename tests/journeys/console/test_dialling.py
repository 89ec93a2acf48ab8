"""A clerk dials by a click, the person answers, the recording is there and is played, the call is closed."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from songda.records.ground.evidence.models import Event
from songda.records.service.calls.models import Call
from tests import make
from tests.journeys.console.test_calling import at_the_desk
from tests.journeys.leaving import leave_by

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
Screen = Callable[..., Page]
# The length of the recording, as the player finds it.
PLAY = "p => new Promise(done => { p.onloadedmetadata = () => done(p.duration); p.preload = 'auto'; p.load(); })"


@pytest.mark.usefixtures("exchange")
@pytest.mark.parametrize(("language", "width"), [("zh", 1280), ("en", 360)])
def test_dialled_answered_recorded_played_and_closed(screen: Screen, language: str, width: int) -> None:
    number = make.address(make.party(name="李卫国"), "found", value=make.mobile("34"))
    page = screen(width)
    at_the_desk(page, language)
    page.goto(f"/console/parties/{number.party_id}/calls/new/")
    page.locator(f"a[href='/console/parties/{number.party_id}/dial/']").click()
    page.locator("[name=extension]").fill("801")
    page.locator("form button.main").click()
    answered = "Answered; who it is" if language == "en" else "已接通；接听人是谁"
    expect(page.get_by_text(answered)).to_be_visible(timeout=20_000)
    page.wait_for_timeout(1500)
    page.locator("form[action$='/end/'] button").click()
    player = page.locator("audio")
    expect(player).to_be_visible(timeout=20_000)
    length = player.evaluate(PLAY)
    assert length >= 1
    leave_by(page.locator("a[href*='?dial=']"))
    for topic in page.locator("[name=told]").all():
        topic.check()
    page.locator("[name=outcome][value=agrees]").check()
    page.locator("[name=is_matched]").check()
    page.locator("form[enctype] button.main").click()
    expect(page.locator("#follows")).to_be_visible()
    expect(page.locator("audio")).to_be_visible()
    closed_with_its_recording()


def closed_with_its_recording() -> None:
    call = Call.objects.get()
    assert call.recording is not None
    assert call.recording.dial_id == call.dial_id
    assert Event.objects.get(name="call.recorded").data["recording_sha256"] == call.recording.sha256_hex
    assert Event.objects.filter(name="recording.played").exists()
