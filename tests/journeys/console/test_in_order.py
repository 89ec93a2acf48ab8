"""A message is told as sent before it is accepted, and accepted before it arrives, though all bear the same second."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Page

from songda import clock
from songda.records.ground.evidence.actions import sequence
from songda.records.law.decisions.ask_law import ask_law
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.service.attempts.models import Attempt
from songda.records.service.attempts.submissions import note_sent
from songda.records.service.orders.models import Service
from tests import make
from tests.channels.fake.script import ARRIVES_FIRST
from tests.journeys.console.conftest import Screen
from tests.journeys.console.desk import enter, speak
from tests.journeys.leaving import leave_by
from tests.journeys.portal.stagehands import elsewhere
from tests.records.proof.certificates.keys import keys
from tests.records.stage import WINDOW, Stage, envelope

__all__ = ["keys"]
pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True), pytest.mark.usefixtures("keys")]
PRINTED = ("发出送达信息", "服务商网关接收", "到达受送达人特定系统")
STORY = {
    "zh-CN": ("安排了一次送达尝试", "服务商已接收送达信息", "送达信息到达受送达人特定系统"),
    "en": ("A try to reach the recipient was planned", "The provider took the message", "The message arrived in the"),
}
SAME = {"zh-CN": "您的文件与该凭证完全相同", "en": "Your file is this certificate"}


def at_one_second() -> Service:
    """The report of arrival came in before the provider had answered, and every clock shows the same second."""
    case = make.case(cause="买卖合同纠纷")
    party = make.party(case, name="李卫国")
    make.address(party)
    make.consent(party)
    sent = envelope(party, make.paper(case))
    stage = Stage(ARRIVES_FIRST, now=clock.now().replace(microsecond=0))
    stage.advance()
    taken = asyncio.run(stage.channel.submit([claim.message for claim in stage.claim()]))
    stage.apply()  # before the answer is noted
    note_sent("sms", [replace(one, started_at=stage.now, ended_at=stage.now) for one in taken], WINDOW, stage.now)
    later = clock.now() + timedelta(seconds=1)
    ask_law(later)
    sequence(later)
    issue_due(later)
    return Service.objects.select_related("envelope__case").get(envelope=sent)


def seconds(of: Service) -> set[datetime | None]:
    made = Attempt.objects.get(envelope=of.envelope_id)
    return {made.claimed_at, made.submitted_at, made.arrived_at}


def in_order(words: tuple[str, ...], told: str) -> bool:
    places = [told.index(each) for each in words]
    return places == sorted(places)


def taken_from(court: Page) -> Path:
    """The certificate as the clerk saves it from the list of certificates."""
    court.goto("/console/certificates/")
    with court.expect_download() as waiting:
        court.get_by_role("link", name="PDF", exact=True).first.click()
    return Path(waiting.value.path())


def test_the_course_is_in_order_on_every_page_and_on_the_certificate_that_anybody_may_check(screen: Screen) -> None:
    service = elsewhere(at_one_second)
    moments = elsewhere(lambda: seconds(service))
    assert len({at.replace(microsecond=0) for at in moments if at}) == 1, moments
    court, anybody = screen(), screen(390)
    enter(court, elsewhere(make.user), "zh-CN")
    file = taken_from(court)
    words = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in pypdfium2.PdfDocument(file))
    course = words[words.index("送达经过") :]
    assert in_order(PRINTED, course)
    code = elsewhere(lambda: Certificate.objects.get(service=service).code)
    for language, told in STORY.items():
        for page in (court, anybody):
            page.goto("/")
            speak(page, language)
        for place in (f"cases/{service.envelope.case_id}/timeline/", f"cases/{service.envelope.case_id}/"):
            court.goto(f"/console/{place}")
            days = court.locator("ol.story").all_inner_texts()
            assert in_order(told[::-1], "".join(days))  # the newest first
        anybody.goto(f"/verify/{code}")
        anybody.locator("form[name=compare] input[type=file]").set_input_files(file)
        leave_by(anybody.locator("form[name=compare] button"))
        assert SAME[language] in anybody.locator("main").inner_text()
