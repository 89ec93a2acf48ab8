"""Print room and return station: a hand scanner counts a batch, and one digit enters each letter that came back."""

import pytest
from playwright.sync_api import Page, expect

from songda.core.access import Role
from songda.records.ground.evidence.models import Event
from songda.records.ways.post.carriage.models import CameBack, StationCode
from songda.records.ways.post.letters.batches import scan as count
from songda.records.ways.post.letters.batches import seal_batch
from songda.records.ways.post.letters.models import Batch
from tests import make
from tests.journeys.console import desk
from tests.journeys.console.conftest import Screen
from tests.journeys.portal.stagehands import elsewhere
from tests.records.ways.post.letters.post import CLERK, NOW, numbers, planned, sealed_envelope, set_and_batched

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
OF_NOBODY = "6901234567892"


def three_letters() -> tuple[Batch, list[str]]:
    envelopes = [sealed_envelope() for _ in range(3)]
    court = envelopes[0].case.court
    numbers(court)
    for each in envelopes:
        planned(each)
    batch = set_and_batched(court)
    return batch, list(batch.letters.order_by("place_in_batch").values_list("number", flat=True))


def in_the_post() -> list[str]:
    batch, codes = three_letters()
    for code in codes:
        count(batch, code, CLERK, NOW)
    seal_batch(batch, CLERK, NOW)
    return codes


def scan(page: Page, code: str) -> None:
    """A hand scanner is a keyboard: it types where the focus is, and ends with Enter."""
    expect(page.locator("[name=typed]")).to_be_focused()
    page.keyboard.type(code)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def page(scripts: bool, screen: Screen) -> Page:
    opened = screen(scripts=scripts)
    desk.enter(opened, elsewhere(lambda: make.user(role=Role.CLERK)), "en")
    return opened


def test_a_batch_is_counted_by_the_scanner_alone_and_sealed_once(page: Page) -> None:
    batch, codes = elsewhere(three_letters)

    page.goto(f"/console/letters/batches/{batch.id}/count/")
    for code in (codes[0], OF_NOBODY, *codes[1:]):
        scan(page, code)
    expect(page.locator(".strip .number")).to_have_text("3")
    page.get_by_role("link", name="Done: look and seal").click()
    page.locator("#sure").check()  # a strange number was scanned among them
    page.get_by_role("button", name="Seal what was counted").dblclick()

    expect(page.get_by_text("The sack may be handed over.")).to_be_visible()
    assert elsewhere(lambda: Event.objects.filter(name="batch.sealed").count()) == 1


def test_one_digit_enters_a_letter_and_a_wrong_code_loses_nothing(page: Page, scripts: bool) -> None:
    codes = elsewhere(in_the_post)

    page.goto("/console/returns/")
    for digit, code in enumerate(codes, start=1):
        scan(page, code)
        expect(page.locator(".station .letter code")).to_have_text(code)
        expect(page.locator("#typed")).to_be_focused()
        with page.expect_navigation():
            page.keyboard.press(str(digit))
            if not scripts:
                page.keyboard.press("Enter")
        expect(page.get_by_text(f"On record: {code} came back.")).to_be_visible()
        if scripts:
            page.keyboard.press("Enter")  # out of habit: the digit was enough, and an empty field sends nothing
    assert not elsewhere(lambda: StationCode.objects.filter(done_at=None).exists())
    scan(page, OF_NOBODY)
    expect(page.get_by_role("alert")).to_contain_text("no letter of this court")
    scan(page, codes[0])
    expect(page.get_by_role("alert")).to_contain_text("came back before")

    causes = elsewhere(lambda: set(CameBack.objects.values_list("cause", flat=True)))
    assert len(causes) == len(codes)
    assert elsewhere(lambda: StationCode.objects.filter(typed=OF_NOBODY, done_at=None).exists())
