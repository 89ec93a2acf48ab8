"""A summons arrived and nobody read it: the guard says no and why; a clerk calls, they confirm, the guard says yes."""

from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from songda import clock
from songda.records.ground.evidence.actions import sequence
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.cases.hearings import set_hearing
from songda.records.proof.certificates.issue import issue_due
from songda.records.service.calls.models import Call
from songda.records.service.orders.models import Service
from tests import make, sounds
from tests.journeys.console.conftest import Screen
from tests.journeys.console.desk import enter
from tests.journeys.leaving import leave_by
from tests.journeys.portal.stagehands import elsewhere
from tests.records.proof.certificates.keys import keys
from tests.records.stage import Stage, envelope

__all__ = ["keys"]
pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True), pytest.mark.usefixtures("keys")]
WAYS = [("zh-CN", 1280), ("en", 390)]
NO = {"zh-CN": "未经当事人确认", "en": "without the party's confirmation"}
YES = {"zh-CN": "经当事人确认或者有其他证据证明其已经收到", "en": "other evidence shows receipt"}
PRINTED = "法院致电受送达人，核对身份后，受送达人确认收悉"
SOUND = {"name": "通话.wav", "mimeType": "audio/wav", "buffer": sounds.wav(3)}


def unread_summons() -> Service:
    """A summons in simplified procedure, which arrived two hours ago at a number that they had confirmed."""
    now = clock.now()
    party = make.party(
        make.case(procedure="simplified", cause="买卖合同纠纷"), name="李卫国", number=make.resident_id()
    )
    make.address(party)
    make.consent(party)
    paper = make.paper(party.case, "summons", title="传票")
    set_hearing(party.case, now + timedelta(days=30), "第三审判庭", "engine", now)
    envelope(party, paper)
    stage = Stage(now=now - timedelta(hours=2))
    stage.send_at_its_moment()
    stage.apply()
    the_law_is_asked()
    return Service.objects.select_related("envelope__case", "envelope__party").get(paper=paper)


def the_law_is_asked() -> None:
    """What the worker does at once."""
    later = clock.now() + timedelta(seconds=1)
    ask_law(later)
    sequence(later)
    issue_due(later)


def guard_says(page: Page, service: Service, words: str, *, is_safe: bool = False) -> None:
    """The reason of a no stands open; that of a yes is one press away."""
    page.goto(f"/console/cases/{service.envelope.case_id}/")
    if is_safe:
        page.locator("section[aria-labelledby=guards] summary").first.click()
    expect(page.locator("section[aria-labelledby=guards]").get_by_text(words).first).to_be_visible()


def confirmed_in_a_call(page: Page, service: Service) -> None:
    """The gate is passed, the facts are told, and they name the paper; what is left out is asked for."""
    page.goto(f"/console/parties/{service.envelope.party_id}/calls/new/")
    page.locator("[name=address]").first.check()
    page.locator("[name=told][value=effect]").check()
    page.locator("[name=outcome][value=received]").check()
    page.locator("[name=received]").check()
    leave_by(page.locator("form[enctype] button.main"))
    expect(page.locator("a[href='#id_is_matched']")).to_be_visible()  # nobody was made sure of
    page.locator("[name=is_matched]").check()
    page.locator("[name=recording]").set_input_files(SOUND)  # type: ignore[arg-type]
    leave_by(page.locator("form[enctype] button.main"))
    expect(page.locator("#follows")).to_be_visible()
    expect(page.locator("dl.facts").get_by_text("传票", exact=True)).to_be_visible()
    expect(page.locator("audio")).to_be_visible()


def words_of(page: Page) -> str:
    """The newest certificate, as the clerk saves it."""
    page.goto("/console/certificates/")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="PDF", exact=True).first.click()
    file = Path(waiting.value.path())
    return "".join("".join(one.get_textpage().get_text_bounded().split()) for one in pypdfium2.PdfDocument(file))


@pytest.mark.parametrize(("language", "width"), WAYS)
def test_a_confirming_call_after_arrival_makes_the_guard_safe(screen: Screen, language: str, width: int) -> None:
    service, page = elsewhere(unread_summons), screen(width)
    enter(page, elsewhere(lambda: make.user(name="书记员陈")), language)
    guard_says(page, service, NO[language])
    assert PRINTED not in words_of(page)
    confirmed_in_a_call(page, service)
    call = elsewhere(lambda: Call.objects.select_related("recording").get())
    assert (call.outcome, call.is_matched, call.recording is not None) == ("received", True, True)
    elsewhere(the_law_is_asked)
    guard_says(page, service, YES[language], is_safe=True)
    page.goto(f"/console/services/{service.id}/")
    expect(page.locator("section[aria-labelledby=guard] .mark.bad")).to_have_count(0)
    assert PRINTED in words_of(page)
