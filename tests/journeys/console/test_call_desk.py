"""An hour at the call desk: few clicks from one call to the next, two desks at once, and whoever may answer instead."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from songda import clock
from songda.records.law.planning.advance import advance
from songda.records.matter.parties.models import Consent, Refusal
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.outgoing import sent_text
from songda.records.service.calls.models import Call
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.models import Task
from songda.records.service.telephone.models import Dial
from songda.records.ways.portal.acts.visits import ask_for
from tests import make
from tests.journeys.console.test_calling import at_the_desk
from tests.records.stage import envelope

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
Screen = Callable[..., Page]
WAYS = [("zh", 1280), ("en", 390)]
MUST_BE_TOLD = ("scope", "effect", "change_of_address")


class Hand:
    """Counts every press of a key or of the mouse that a clerk needs."""

    def __init__(self) -> None:
        self.presses = 0

    def click(self, what: Locator) -> None:
        self.presses += 1
        what.click()

    def choose(self, what: Locator, value: str) -> None:
        self.presses += 2  # it is opened, and one is taken
        what.select_option(value)


def called_for(ending: str = "") -> Envelope:
    """Papers whose recipient asked to be called."""
    sent = envelope(make.party(name="李卫国"))
    make.address(sent.party, "found", value=make.mobile(ending))
    ask_for(sent, "help", "请打电话", clock.now())
    return sent


def at_the_next_call(page: Page, hand: Hand, language: str) -> Envelope:
    """One call was recorded; the clerk goes on to the next."""
    first, second = called_for(), called_for()
    at_the_desk(page, language)
    page.goto(f"/console/parties/{first.party_id}/calls/new/")
    page.locator("[name=address]").first.check()
    page.locator("[name=outcome][value=unreachable]").check()
    page.locator("form button.main").click()
    hand.click(page.locator("#next"))
    expect(page).to_have_url(re.compile(str(second.party_id)))
    return second


@pytest.mark.parametrize(("language", "width"), WAYS)
def test_from_next_to_saved_no_answer_takes_six_presses_at_most(screen: Screen, language: str, width: int) -> None:
    page, hand = screen(width), Hand()
    sent = at_the_next_call(page, hand, language)
    hand.click(page.locator("[name=address]").first)
    hand.click(page.locator("[name=outcome][value=unreachable]"))
    hand.click(page.locator("form button.main"))
    expect(page.locator("#follows")).to_be_visible()
    assert Call.objects.filter(party=sent.party, outcome="unreachable").count() == 1
    assert hand.presses <= 6


@pytest.mark.parametrize(("language", "width"), WAYS)
def test_from_next_to_agreed_and_served_takes_fifteen_presses_at_most(
    screen: Screen, language: str, width: int
) -> None:
    page, hand = screen(width), Hand()
    sent = at_the_next_call(page, hand, language)
    hand.click(page.locator("[name=address]").first)
    for topic in MUST_BE_TOLD:
        hand.click(page.locator(f"[name=told][value={topic}]"))
    hand.click(page.locator("[name=outcome][value=agrees]"))
    hand.click(page.locator("[name=is_matched]"))
    hand.choose(page.locator("[name=no_recording]"), "no_recorder")
    hand.click(page.locator("form button.main"))
    expect(page.locator("#follows")).to_be_visible()
    assert hand.presses <= 15
    advance(clock.now())  # what the worker does at once
    assert Attempt.objects.filter(envelope=sent, purpose="service", state="pending").count() == 1


def dialled(page: Page, sent: Envelope, extension: str) -> Dial:
    """A number is dialled by a click, and answered."""
    page.goto(f"/console/parties/{sent.party_id}/dial/")
    page.locator("[name=extension]").fill(extension)
    page.locator("form button.main").click()
    expect(page.locator("form[action$='/end/'] button")).to_be_visible()
    return Dial.objects.get(party=sent.party)


def ended(page: Page, dial: Dial, seconds: float = 1.5) -> None:
    """So long after the answer the clerk ends the call, and its recording is there."""
    page.wait_for_function("() => document.querySelectorAll('#live ol.script li').length >= 4", timeout=30_000)
    page.wait_for_timeout(seconds * 1000)
    page.locator("form[action$='/end/'] button").click()
    expect(page.locator("audio")).to_be_visible(timeout=30_000)
    dial.refresh_from_db()


def recorded(page: Page, outcome: str, **more: str) -> Call:
    """What came of it, told on the page that the line's page leads to."""
    page.locator("a[href*='?dial=']").click()
    page.locator(f"[name=outcome][value={outcome}]").check()
    if outcome == "refuses":  # else it is asked whether a voice that nobody knew is to be taken for theirs
        page.locator("[name=is_matched]").check()
    for name, value in more.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("form[enctype] button.main").click()
    expect(page.locator("#follows")).to_be_visible()
    return Call.objects.select_related("recording", "dial").get(outcome=outcome)


def typed(days: int) -> str:
    return timezone.localtime(clock.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.night("waits at two desks")
@pytest.mark.usefixtures("exchange")
@pytest.mark.parametrize(("language", "width"), WAYS)
def test_two_desks_at_once_each_close_with_their_own_recording(screen: Screen, language: str, width: int) -> None:
    desks = [(screen(width), called_for("34"), "801"), (screen(width), called_for("34"), "802")]
    for page, *_ in desks:
        at_the_desk(page, language)
    dials = [dialled(page, sent, extension) for page, sent, extension in desks]
    for (page, *_), dial in reversed(list(zip(desks, dials, strict=True))):
        ended(page, dial)
    for (page, *_), outcome in zip(desks, ("unreachable", "refuses"), strict=True):
        recorded(page, outcome)
    calls = Call.objects.select_related("recording").all()
    assert {call.dial_id: call.recording.dial_id for call in calls} == {dial.id: dial.id for dial in dials}
    assert len({bytes(call.recording.sha256) for call in calls}) == 2


@pytest.mark.night("a whole call at the desk; another one is made by day")
@pytest.mark.usefixtures("exchange")
@pytest.mark.parametrize(("language", "width"), WAYS)
def test_they_ask_to_be_called_tomorrow_and_the_call_comes_back(screen: Screen, language: str, width: int) -> None:
    sent, page = called_for("34"), screen(width)
    at_the_desk(page, language)
    ended(page, dialled(page, sent, "801"))
    at = typed(1)  # once: a minute may go by before it is looked at
    call = recorded(page, "call_again", again_at=at)
    assert call.recording is not None
    task = Task.objects.get(reason="call_again", closed_at=None)
    assert timezone.localtime(task.due_at).strftime("%Y-%m-%dT%H:%M") == at
    page.goto("/console/")
    again = "They asked to be called again" if language == "en" else "对方要求另约时间通话"
    expect(page.get_by_text(again)).to_be_visible()
    expect(page.locator("#next")).to_have_count(0)


@pytest.mark.night("a whole call at the desk; another one is made by day")
@pytest.mark.usefixtures("exchange")
@pytest.mark.parametrize(("language", "width"), WAYS)
def test_a_child_answers_nothing_is_told_or_agreed_and_the_number_stays(
    screen: Screen, language: str, width: int
) -> None:
    sent, page = called_for("29"), screen(width)
    at_the_desk(page, language)
    ended(page, dialled(page, sent, "801"))
    page.locator("a[href*='?dial=']").click()
    page.locator("[name=told][value=scope]").check()
    page.locator("[name=outcome][value=nobody_competent]").check()
    at = typed(1)
    page.locator("[name=again_at]").fill(at)
    page.locator("[name=note]").fill("孩子接听，说家长晚上在家")
    page.locator("form[enctype] button.main").click()
    expect(page.locator("a[href='#id_told_0']")).to_be_visible()  # a child is told nothing
    page.locator("[name=told][value=scope]").uncheck()
    page.locator("form[enctype] button.main").click()
    expect(page.locator("#follows")).to_be_visible()
    call, again = Call.objects.get(), Task.objects.get(reason="nobody_competent", closed_at=None)
    assert (call.outcome, call.told) == ("nobody_competent", [])
    assert timezone.localtime(again.due_at).strftime("%Y-%m-%dT%H:%M") == at
    assert not Attempt.objects.filter(purpose="service").exclude(state="cancelled").exists()
    assert not Consent.objects.exists()
    assert not Refusal.objects.exists()
    assert sent.party.addresses.get().address_class == "found"
    assert sent.party.addresses.get().retired_at is None


@pytest.mark.usefixtures("exchange")
@pytest.mark.parametrize(("language", "width"), WAYS)
def test_they_refuse_and_the_papers_go_off_line(screen: Screen, language: str, width: int) -> None:
    sent, page = called_for("31"), screen(width)
    at_the_desk(page, language)
    ended(page, dialled(page, sent, "801"))
    recorded(page, "refuses")
    assert Refusal.objects.count() == 1
    advance(clock.now())
    assert not Attempt.objects.filter(purpose="service").exclude(state="cancelled").exists()
    page.locator(f"a[href='/console/envelopes/{sent.id}/otherwise/']").first.click()
    expect(page.locator("form button.main").first).to_be_visible()


@pytest.mark.usefixtures("exchange")
@pytest.mark.parametrize(("language", "width"), WAYS)
def test_a_call_is_announced_and_what_was_agreed_is_repeated_with_its_code(
    screen: Screen, language: str, width: int
) -> None:
    sent, page = called_for(), screen(width)
    at_the_desk(page, language)
    page.goto(f"/console/parties/{sent.party_id}/calls/new/")
    page.locator(f"a[href='/console/parties/{sent.party_id}/calls/announce/']").click()
    page.locator("[name=address]").first.check()
    at = typed(1)
    page.locator("[name=at]").fill(at)
    page.locator("form button.main").click()
    page.locator("[name=address]").first.check()
    page.locator("[name=outcome][value=refuses]").check()
    page.locator("[name=is_matched]").check()
    page.locator("[name=no_recording]").select_option("no_recorder")
    page.locator("[name=text_after]").check()
    page.locator("form[enctype] button.main").click()
    expect(page.locator("#follows")).to_be_visible()
    before, after = [sent_text(each) for each in Attempt.objects.filter(purpose="call").order_by("id")]
    assert at.partition("T")[2] in before
    code = page.locator("dl.facts code").first.inner_text()
    assert code in after
    assert not Attempt.objects.filter(purpose="service").exclude(state="cancelled").exists()
