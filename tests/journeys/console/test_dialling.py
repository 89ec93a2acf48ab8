"""A clerk dials by a click, the person answers, the recording is there and is played, the call is closed."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Page, expect

from songda.records.calls.models import Call
from songda.records.evidence.models import Event
from songda.sandbox.telephone.exchange import Exchange
from songda.site.worker.call_desk import CallDesk
from songda.site.worker.rows import Rows
from songda.telephony import open_telephone
from tests import make
from tests.journeys.console.test_calling import at_the_desk
from tests.telephony.exchange import running

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
Screen = Callable[..., Page]
# The length of the recording, as the player finds it.
PLAY = "p => new Promise(done => { p.onloadedmetadata = () => done(p.duration); p.preload = 'auto'; p.load(); })"
RULES = Path(__file__).parents[3] / "songda/core/calling/rules.toml"


async def _outside(made: "threading.Event", stop: threading.Event, found: dict[str, str]) -> None:
    rows = Rows(1)
    async with running(Exchange(pace=0.2)) as port:
        found["url"] = f"ari://songda:word@127.0.0.1:{port}"
        desk = CallDesk(open_telephone(found["url"]), rows)
        await desk.open()
        made.set()
        while not stop.is_set():
            await desk.work()
            await asyncio.sleep(0.2)
        await desk.close()
    await rows.run(connections.close_all)
    rows.close()


@pytest.fixture
def exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, live_server: object) -> Iterator[None]:
    """An exchange and the worker's side of it, in a court that may call at every hour."""
    own = tmp_path / "rules.toml"
    told = RULES.read_text(encoding="utf-8")
    own.write_text(
        told.replace('["08:30-12:00", "14:00-20:30"]', '["00:00-23:59"]').replace(
            '["09:30-12:00", "15:00-20:00"]', '["00:00-23:59"]'
        ),
        encoding="utf-8",
    )
    made, stop, found = threading.Event(), threading.Event(), dict[str, str]()
    thread = threading.Thread(target=lambda: asyncio.run(_outside(made, stop, found)))
    thread.start()
    assert made.wait(20)
    monkeypatch.setattr(settings, "TELEPHONE_URL", found["url"])
    monkeypatch.setattr(settings, "CALLING_RULES", str(own))
    yield
    stop.set()
    thread.join()


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
    page.locator("a[href*='?dial=']").click()
    for topic in page.locator("[name=told]").all():
        topic.check()
    page.locator("[name=outcome][value=agrees]").check()
    page.locator("form[enctype] button.main").click()
    expect(page.locator("audio")).to_be_visible()
    closed_with_its_recording()


def closed_with_its_recording() -> None:
    call = Call.objects.get()
    assert call.recording is not None
    assert call.recording.dial_id == call.dial_id
    assert Event.objects.get(name="call.recorded").data["recording_sha256"] == call.recording.sha256_hex
    assert Event.objects.filter(name="recording.played").exists()
