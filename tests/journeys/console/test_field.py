"""A round on a phone without network: written, reloaded, killed, handed in; lost, and over."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from songda import clock
from songda.core.access import Role
from songda.core.delivery.visits import Lack
from songda.records.court.staff.models import User
from songda.records.matter.cases.actions import Reason
from songda.records.ways.visits.looks import look_at
from songda.records.ways.visits.models import Round, Visit, VisitPhoto
from songda.records.ways.visits.rounds import RoundDraft, make_round, plan_visit, shut_out
from tests import make
from tests.journeys.conftest import FLAGS
from tests.journeys.console.desk import enter
from tests.records.stage import defendant, envelope
from tests.records.ways.visits.stage import picture
from tests.surroundings.selection import find_chromium

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
DIGITS = "482913"
FIRST_LOAD = 60_000  # bytes, uncompressed


def made(stops: int) -> tuple[Round, User]:
    """A round of today to so many places."""
    at, person = clock.now(), make.user(role=Role.SERVICE_OFFICER, name="送达员刘")
    assert person.court is not None
    places = []
    for number in range(stops):
        party = defendant(make.case(), address_class=None, consents=False)
        sealed = envelope(party, make.paper(party.case))
        home = make.address(party, kind="postal", value=f"032300 山西省 吕梁市 孝义市 新义街{number + 10}号")
        places.append(plan_visit(sealed, home.id, "", "engine", at).id)
    draft = RoundDraft(person.id, (at + timedelta(hours=8)).date(), tuple(places))
    return make_round(person.court, draft, "engine", at), person


@contextmanager
def phone(browser: Browser, live_server: object) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=str(live_server), locale="zh-CN", viewport={"width": 360, "height": 740}, has_touch=True
    )
    yield context
    context.close()


def take_along(page: Page, person: User) -> None:
    enter(page, person, "zh-CN")
    page.goto("/console/field/")
    page.locator("[data-check=offline].good").wait_for()
    page.locator("[data-check=kept].good").wait_for()
    page.fill("#pin", DIGITS)
    page.locator("#take button").click()
    page.locator("#list:not([hidden])").wait_for()


def lose_network(context: BrowserContext) -> None:
    """Nothing gets out; a page that is just loaded anew may not know it yet, and its letters end here all the same."""
    context.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    context.set_offline(True)


def find_network(context: BrowserContext) -> None:
    context.unroute("**/*")
    context.set_offline(False)


def open_again(page: Page) -> None:
    """As after a kill: the page comes from the phone, and asks for the six digits."""
    page.locator("#lock:not([hidden])").wait_for()
    page.fill("#again", DIGITS)
    page.locator("#open button").click()
    page.locator("#list:not([hidden])").wait_for()


def begin(page: Page, number: int, outcome: str) -> None:
    page.locator("#stops button").nth(number).click()
    page.locator("#stop:not([hidden])").wait_for()
    page.check(f"#outcomes input[value={outcome}]")


def shoot(page: Page, number: int, which: str = "#camera") -> None:
    """One photograph more; the page shows it once it is kept."""
    body = picture(colour=f"#{number:06x}", side=300)
    before = page.locator("#photos li").count()
    page.set_input_files(which, {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": body})
    page.locator("#photos li").nth(before).wait_for()


def finish(page: Page) -> None:
    page.locator("#visit .form-end button").click()
    page.locator("#list:not([hidden])").wait_for()


def sign(page: Page) -> None:
    """A stroke on the glass."""
    glass = page.locator("#glass")
    glass.scroll_into_view_if_needed()
    box = glass.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    page.mouse.up()


def write(page: Page, number: int) -> None:
    """One visit, in the midst of which the page is killed: the open field alone is lost."""
    begin(page, number, ("signed", "left", "failed")[number % 3])
    if number % 3 == 0:
        page.select_option("#signer", "recipient")
        page.fill("#name", "李某某")
        sign(page)
    elif number % 3 == 1:
        page.check("#manners input[value=filmed]")
    shoot(page, number * 2)
    page.reload()
    open_again(page)
    page.locator("#stops button").nth(number).click()
    shoot(page, number * 2 + 1)
    page.fill("#words", "邻居称外出务工。")
    finish(page)


@pytest.mark.parametrize("stops", [3, pytest.param(10, marks=pytest.mark.night("ten times the same, for the count"))])
def test_visits_without_network_come_in_whole_once_there_is_one(
    browser: Browser, live_server: object, stops: int
) -> None:
    _round, person = made(stops)
    with phone(browser, live_server) as context:
        page = context.new_page()
        take_along(page, person)
        lose_network(context)
        page.reload()
        open_again(page)
        page.locator("#stops button").first.click()
        expect(page.locator("#may li").first).to_contain_text("可以签收： 本人、")
        page.locator("#back").click()
        for number in range(stops):
            write(page, number)
        assert not Visit.objects.exists()
        assert "仅存于本机" in page.locator("#left").inner_text()
        assert "仅存于本机" in page.locator("#stops li").first.inner_text()
        find_network(context)
        page.locator("#send").click()
        expect(page.locator("#stops .mark.good")).to_have_count(stops, timeout=120_000)
        assert (Visit.objects.count(), VisitPhoto.objects.exclude(kept_at=None).count()) == (stops, 2 * stops)
        for visit in Visit.objects.all():
            assert set(look_at(visit).lacks) <= {Lack.CLOCK}  # the browser lives on another day than the court
        page.locator("#finish").click()
        page.locator("#door:not([hidden])").wait_for()
        assert Round.objects.get().ended_at is not None
        assert page.evaluate(KEPT) == 0


KEPT = """() => new Promise((done) => {
  const asked = indexedDB.open("songda-field", 1);
  asked.onsuccess = () => {
    const count = asked.result.transaction("sealed").objectStore("sealed").count();
    count.onsuccess = () => done(count.result);
  };
})"""


PLAIN = """() => new Promise((done) => {
  const asked = indexedDB.open("songda-field", 1);
  asked.onsuccess = () => {
    const found = asked.result.transaction("plain").objectStore("plain").get("round");
    found.onsuccess = () => done(found.result ? Object.keys(found.result).includes("wrapped") : null);
  };
})"""


def note_in_vain(page: Page, number: int, words: str) -> None:
    begin(page, number, "failed")
    page.fill("#words", words)
    finish(page)


def test_a_lost_phone_is_shut_out_and_cannot_be_opened(browser: Browser, live_server: object) -> None:
    lost, person = made(1)
    with phone(browser, live_server) as context:
        page = context.new_page()
        take_along(page, person)
        lose_network(context)
        note_in_vain(page, 0, "家中无人。")
        shut_out(lost, Reason("手机遗失"), "engine", clock.now())
        find_network(context)  # it reports at once
        page.locator("#shut:not([hidden])").wait_for()
        assert page.evaluate(PLAIN) is False  # no key is left
        page.reload()
        page.locator("#shut:not([hidden])").wait_for()
        assert not Visit.objects.exists()


@pytest.mark.night("waits between the tries")
def test_eight_wrong_tries_close_the_phone_and_its_person_opens_it_with_the_court(
    browser: Browser, live_server: object
) -> None:
    _round, person = made(1)
    with phone(browser, live_server) as context:
        page = context.new_page()
        take_along(page, person)
        lose_network(context)
        note_in_vain(page, 0, "家中无人。")
        page.reload()
        for wrong in range(8):
            page.locator("#lock:not([hidden])").wait_for()
            page.fill("#again", f"11111{wrong}")
            page.locator("#open button").click()
            expect(page.locator("#again")).to_have_value("")
            page.wait_for_timeout(900)
        page.locator("#shut:not([hidden])").wait_for()
        find_network(context)
        page.locator("#retake").click()
        page.fill("#pin", "739150")
        page.locator("#take button").click()
        expect(page.locator("#stops .mark.good")).to_have_count(1, timeout=30_000)
        assert Visit.objects.get().outcome == "failed"


@pytest.mark.night("waits for the end of a round")
def test_after_its_end_nothing_can_be_read_and_everything_is_handed_in(browser: Browser, live_server: object) -> None:
    ends, person = made(1)
    with phone(browser, live_server) as context:
        page = context.new_page()
        enter(page, person, "zh-CN")
        page.goto("/console/field/")
        page.locator("[data-check=offline].good").wait_for()
        Round.objects.filter(id=ends.id).update(ends_at=clock.now() + timedelta(seconds=12))
        page.fill("#pin", DIGITS)
        page.locator("#take button").click()
        page.locator("#list:not([hidden])").wait_for()
        lose_network(context)
        note_in_vain(page, 0, "家中无人。")
        page.wait_for_timeout(12_000)
        page.reload()
        page.locator("#over:not([hidden])").wait_for()
        assert "1" in page.locator("#kept").inner_text()
        assert page.evaluate(PLAIN) is False
        find_network(context)
        page.locator("#handin").click()
        page.fill("#pin", DIGITS)
        page.locator("#take button").click()
        page.locator("#nothing:not([hidden])").wait_for(timeout=30_000)
        assert Visit.objects.get().outcome == "failed"
        assert page.evaluate(KEPT) == 0
        assert Round.objects.get().ended_at is not None


def test_the_first_load_is_small(browser: Browser, live_server: object) -> None:
    _round, person = made(1)
    with phone(browser, live_server) as context:
        page = context.new_page()
        enter(page, person, "zh-CN")
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - it must be a function of Python
        page.goto("/console/field/", wait_until="networkidle")
        assert 0 < sum(len(answer.body()) for answer in answers if answer.status == 200) < FIRST_LOAD


@pytest.mark.night("kills a whole browser at every step, and starts it anew each time")
@pytest.mark.parametrize("step", ["begun", "photo", "words", "finished"])
def test_a_browser_that_is_killed_at_any_step_loses_at_most_the_open_field(
    browser: Browser, live_server: object, tmp_path: Path, step: str
) -> None:
    _round, person = made(1)
    context = started(browser, live_server, tmp_path)
    write_until(step, context, person)
    kill(tmp_path)
    context = started(browser, live_server, tmp_path)
    lose_network(context)
    page = context.new_page()
    page.goto("/console/field/")
    open_again(page)
    page.locator("#stops button").first.click()
    if step == "finished":
        expect(page.locator("#made li")).to_have_count(1)
    else:
        expect(page.locator("#outcomes input[value=failed]")).to_be_checked()
        expect(page.locator("#photos li")).to_have_count(0 if step == "begun" else 1)
    if step == "words":
        expect(page.locator("#words")).to_have_value("邻居称外出务工。")
    context.close()


def write_until(step: str, context: BrowserContext, person: User) -> None:
    """A visit as far as this step."""
    page = context.new_page()
    take_along(page, person)
    begin(page, 0, "failed")
    if step != "begun":
        shoot(page, 7)
    if step in {"words", "finished"}:
        page.fill("#words", "邻居称外出务工。")
    if step == "finished":
        lose_network(context)
        finish(page)
    page.wait_for_timeout(600)


def started(browser: Browser, live_server: object, profile: Path) -> BrowserContext:
    """A browser of its own, whose profile outlives it."""
    return browser.browser_type.launch_persistent_context(
        profile,
        executable_path=find_chromium(),
        args=FLAGS,
        base_url=str(live_server),
        locale="zh-CN",
        viewport={"width": 360, "height": 740},
    )


def kill(profile: Path) -> None:
    """As the system does it, without a word to the browser."""
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            with suppress(OSError):
                if f"--user-data-dir={profile}".encode() in (process / "cmdline").read_bytes():
                    os.kill(int(process.name), signal.SIGKILL)
