"""A grandmother without a smart phone, at the counter and with a helper; a divorce whose papers stay shut."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from songda import clock
from songda.records.court.staff.models import User
from songda.records.ground import vault
from songda.records.matter.parties.models import Party
from songda.records.service.findings.models import Finding
from songda.records.service.mandates.actions import MandateDraft, give_mandate
from songda.records.service.orders.models import Envelope
from songda.records.service.portal_acts.models import RecipientAct
from tests import make
from tests.journeys.console.conftest import Screen
from tests.journeys.console.desk import enter, speak
from tests.journeys.leaving import leave_by
from tests.journeys.portal.stagehands import elsewhere
from tests.records.stage import envelope
from tests.web.portal.scene import Visitor, arrived, code_on_the_phone, settled
from tests.web.portal.test_personal import ASKED, TOLD, agreed

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
LANGUAGES = pytest.mark.parametrize("language", ["zh-CN", "en"])
SON = "王小明"
STATED = {
    "number": {"zh-CN": "身份证件号码", "en": "Number of the identity card"},
    "compared": {"zh-CN": "已核对证件照片与到场人一致", "en": "I compared the photograph"},
    "show": {"zh-CN": "查看其文书", "en": "Show their papers"},
    "handed": {"zh-CN": "已交付，登记", "en": "They have them"},
    "code": {"zh-CN": "改为提供验证码", "en": "Give a code instead"},
    "on_record": {"zh-CN": "已登记", "en": "On record"},
}


def grandmother(**case: object) -> Party:
    return make.party(make.case(**case), name="李桂兰", number=make.resident_id("19400312"))


def card_read(page: Page, clerk: User, party: Party, language: str) -> None:
    """The clerk reads her card and compares her face."""
    enter(page, clerk, language)
    page.goto("/console/counter/")
    expect(page.get_by_label(STATED["number"][language])).to_be_focused()
    page.keyboard.type(party.number)
    page.get_by_label(re.compile(STATED["compared"][language])).check()
    page.get_by_role("button", name=STATED["show"][language]).click()


@LANGUAGES
def test_a_grandmother_without_a_telephone_is_handed_her_papers_at_the_counter(screen: Screen, language: str) -> None:
    def waiting() -> tuple[Envelope, User]:
        party = grandmother()
        return envelope(party, make.paper(party.case)), make.user()

    sent, clerk = elsewhere(waiting)
    page = screen()
    card_read(page, clerk, sent.party, language)
    expect(page.get_by_role("link", name="传票").first).to_be_visible()
    page.get_by_role("button", name=re.compile(STATED["handed"][language])).click()
    expect(page.get_by_role("status")).to_contain_text(STATED["on_record"][language])
    elsewhere(lambda: settled(sent))
    assert elsewhere(lambda: Finding.objects.get().ground) == "signature"
    page.reload()
    expect(page.locator(".mark.good")).to_be_visible()


def on_her_own(screen: Screen, sent: Envelope, language: str) -> Page:
    """A computer in the hall, on the page behind her code."""
    page = screen(390, scripts=False)
    page.goto("/s")
    speak(page, language)
    page.goto(f"/s/{vault.link_token(sent.id)}")
    return page


@LANGUAGES
def test_the_code_from_the_counter_opens_her_papers_once(screen: Screen, language: str) -> None:
    def waiting() -> tuple[Envelope, User]:
        party = grandmother(is_status_case=True)
        make.address(party)
        make.consent(party)
        return arrived(party), make.user()

    sent, clerk = elsewhere(waiting)
    desk = screen()
    card_read(desk, clerk, sent.party, language)
    leave_by(desk.get_by_role("button", name=STATED["code"][language]))
    code = re.findall(r"\b\d{8}\b", desk.inner_text("main"))[0]
    for is_first in (True, False):
        page = on_her_own(screen, sent, language)
        page.goto(f"{page.url}/counter-code")
        page.fill("#id_code", code)
        leave_by(page.locator("form[name=counter_code] button"))
        assert page.url.endswith("/papers" if is_first else "/counter-code")
        assert page.locator("html.large").count() == is_first


@LANGUAGES
def test_her_son_reads_to_her_with_a_mandate_and_she_sees_that_he_did(screen: Screen, language: str) -> None:
    def helped() -> tuple[Envelope, str, str]:
        party = grandmother()
        make.address(party)
        make.consent(party)
        sent, number = arrived(party), make.resident_id("19700101")
        told = (SON, number, "child", "counter", "card", ("see", "read_aloud"))
        draft = MandateDraft(*told, clock.now() + timedelta(days=30))
        return sent, number, give_mandate(party, draft, "staff:x", clock.now())[1]

    sent, number, code = elsewhere(helped)
    his = on_her_own(screen, sent, language)
    his.locator("a[href$='/helping']").click()
    for field, typed in (("name", SON), ("number", number), ("code", code)):
        his.fill(f"#id_{field}", typed)
    his.locator("form[name=helping] button").click()
    his.locator(".papers a.btn").first.click()
    his.locator("figure.leaf img").first.wait_for()
    assert not elsewhere(RecipientAct.objects.exists)
    hers = on_her_own(screen, sent, language)
    come_in(hers, sent)
    hers.goto(f"/s/{vault.link_token(sent.id)}/helpers")
    expect(hers.locator("main")).to_contain_text(SON)
    leave_by(hers.locator("form[name=end_mandate] button"))
    his.reload()
    expect(his.locator("form[name=helping]")).to_be_visible()


@LANGUAGES
def test_papers_of_a_divorce_stay_shut_until_the_question_is_answered(screen: Screen, language: str) -> None:
    def waiting() -> Envelope:
        party = make.party(make.case(is_status_case=True), name="李卫国")
        make.address(party)
        make.consent(party)
        sent = arrived(party)
        agreed(Visitor(sent))
        return sent

    sent = elsewhere(waiting)
    page = on_her_own(screen, sent, language)
    come_in(page, sent)
    leave_by(page.locator("form[name=open] button").first)
    assert page.url.endswith("/person")
    expect(page.locator("main")).to_contain_text(ASKED)
    page.fill("#id_answer", "不知道")
    leave_by(page.locator("form[name=person] button"))
    expect(page.get_by_role("alert")).to_be_visible()
    page.fill("#id_answer", TOLD)
    leave_by(page.locator("form[name=person] button"))
    leave_by(page.locator("form[name=open] button").first)
    page.locator("figure.leaf img").first.wait_for()
    assert elsewhere(lambda: RecipientAct.objects.get().assurance) == 3


def come_in(page: Page, sent: Envelope) -> None:
    """Name, number, and the code from the telephone."""
    page.goto(f"/s/{vault.link_token(sent.id)}/who")
    page.fill("#id_name", sent.party.name)
    page.fill("#id_number", sent.party.number)
    leave_by(page.locator("form[name=who] button"))
    page.fill("#id_code", elsewhere(lambda: code_on_the_phone(sent)))
    leave_by(page.locator("form[name=code] button"))
