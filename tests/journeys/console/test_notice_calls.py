"""The court's telephone speaks a notice by itself: heard, by a machine, or by nobody, and then a clerk calls."""

import shutil
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from songda.records.court.staff.models import Court
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Consent
from songda.records.service.tasks.models import Task
from tests import make
from tests.journeys.console.test_calling import at_the_desk
from tests.records.stage import envelope

pytestmark = [
    pytest.mark.browser,
    pytest.mark.database(transaction=True),
    pytest.mark.usefixtures("exchange"),
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="nobody speaks on this machine"),
]
Screen = Callable[..., Page]
WAYS = [("zh", 1280), ("en", 360)]
HEARD = {"zh": "已听到：对方按了键。", "en": "Heard: a digit was pressed."}
MACHINE = {"zh": "疑似机器应答，无人按键。", "en": "Perhaps a machine answered; nobody pressed a digit."}
UNHEARD = {"zh": "未被听到。", "en": "Not heard."}


def told_by_telephone(page: Page, language: str, ending: str) -> None:
    """From the page of a service, a notice call to a number that does what its ending says."""
    sent = envelope(make.party(name="李卫国"))
    make.address(sent.party, "found", value=make.mobile(ending))
    Court.objects.update(name_en="Xiaoyi People's Court")
    at_the_desk(page, language)
    page.goto(f"/console/envelopes/{sent.id}/")
    page.locator(f"a[href='/console/parties/{sent.party_id}/notice-call/']").click()
    page.locator(f"[name=language][value={language}]").check()
    page.locator("form button.main").click()


@pytest.mark.parametrize(("language", "width"), WAYS)
def test_a_pressed_digit_is_shown_as_heard_and_as_nothing_more(screen: Screen, language: str, width: int) -> None:
    page = screen(width)
    told_by_telephone(page, language, "38")
    expect(page.get_by_text(HEARD[language])).to_be_visible(timeout=30_000)
    expect(page.locator("audio")).to_be_visible(timeout=30_000)
    assert Event.objects.filter(name="call.digit_pressed").count() == 1
    assert not Consent.objects.exists()
    assert not Task.objects.filter(reason="notice_unheard").exists()


@pytest.mark.night("another end of the same call, with a telephone system of its own")
@pytest.mark.parametrize(("language", "width"), WAYS)
def test_a_machine_is_told_apart_and_a_clerk_calls_again(screen: Screen, language: str, width: int) -> None:
    page = screen(width)
    told_by_telephone(page, language, "28")
    expect(page.get_by_text(MACHINE[language])).to_be_visible(timeout=30_000)
    assert Task.objects.get(reason="notice_unheard").kind == "call"


@pytest.mark.night("another end of the same call, with a telephone system of its own")
@pytest.mark.parametrize(("language", "width"), WAYS)
def test_nobody_answers_and_a_clerk_calls_at_another_hour(screen: Screen, language: str, width: int) -> None:
    page = screen(width)
    told_by_telephone(page, language, "22")
    expect(page.get_by_text(UNHEARD[language])).to_be_visible(timeout=30_000)
    task = Task.objects.get(reason="notice_unheard")
    assert task.due_at > task.opened_at
    page.goto("/console/")
    expect(page.get_by_text("语音通知未被听到" if language == "zh" else "A notice call was not heard")).to_be_visible()
