"""Whoever holds a number says: not me. The clerk and the judge see it, the judge decides, and only then it is green."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from songda import clock
from songda.core.access import Role
from songda.records.ground import vault
from songda.records.law.decisions.ask_law import ask_law
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case
from songda.records.service.attempts.models import Receipt
from songda.records.service.orders.models import Service
from tests import make
from tests.channels.fake.script import FAILS
from tests.journeys.console.conftest import Screen
from tests.journeys.console.desk import enter, speak
from tests.journeys.leaving import leave_by
from tests.journeys.portal.stagehands import elsewhere
from tests.records.stage import Stage, envelope
from tests.web.portal.scene import code_on_the_phone

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
LANGUAGES = ["zh-CN", "en"]
PHONE, DESKTOP = 390, 1280


def summons() -> Service:
    """A summons for a hearing to come, which arrived at a number that the defendant had confirmed."""
    now = clock.now()
    case = make.case(cause="买卖合同纠纷")
    party = make.party(case, name="李卫国")
    make.address(party)
    make.consent(party)
    paper = make.paper(case, "summons", title="传票")
    set_hearing(case, now + timedelta(days=30), "第三审判庭", "engine", now)
    envelope(party, paper)
    stage = Stage(now=now)
    stage.send()
    stage.apply()
    ask_law(clock.now() + timedelta(seconds=1))
    return Service.objects.select_related("envelope__case", "finding").get(paper=paper)


WORDS = {
    "zh-CN": {
        "not_me": "不是我",
        "press": "我不是收件人",
        "thanks": "法院已记录",
        "served": "已送达",
        "doubt": "号码使用人称其并非受送达人",
        "guard": "法官认定之前不得据此缺席判决",
        "desk": "号码使用人称其并非受送达人",
        "counts": "认定送达有效",
    },
    "en": {
        "not_me": "This is not me",
        "press": "That is not me",
        "thanks": "The court has noted it",
        "served": "Served",
        "doubt": "whoever holds the number says that they are not the recipient",
        "guard": "no default judgment until a judge has decided",
        "desk": "hoever holds the number says that they are not the recipient",
        "counts": "I find that it counts as served",
    },
}


def deny(phone: Page, service: Service, language: str) -> None:
    """Whoever holds the number presses the button; the worker does the rest."""
    say = WORDS[language]
    phone.goto("/")
    speak(phone, language)
    phone.goto(f"/s/{vault.link_token(service.envelope_id)}")
    phone.get_by_role("link", name=say["not_me"]).click()
    phone.get_by_role("button", name=say["press"]).click()
    typed = phone.locator("input[name=code]")
    typed.wait_for()
    typed.fill(elsewhere(lambda: code_on_the_phone(service.envelope, "holder")))
    phone.get_by_role("button", name=say["press"]).click()
    expect(phone.get_by_text(say["thanks"])).to_be_visible()
    elsewhere(lambda: ask_law(clock.now() + timedelta(seconds=1)))


def find_that_it_counts(court: Page, service: Service, language: str) -> None:
    """The judge gives a reason and decides."""
    court.goto(f"/console/judge/services/{service.id}/")
    court.get_by_label(WORDS[language]["counts"]).check()
    court.locator("textarea[name=reason]").fill("号码由其本人书面提供")
    leave_by(court.locator("main form .btn.main"))
    elsewhere(lambda: ask_law(clock.now() + timedelta(seconds=1)))


@pytest.mark.night("walks through the pages of everybody")
@pytest.mark.parametrize("language", LANGUAGES)
def test_not_me_is_seen_by_everybody_until_a_judge_has_decided(screen: Screen, language: str) -> None:
    say = WORDS[language]
    service = elsewhere(summons)
    judge = elsewhere(lambda: make.user(role=Role.JUDGE, name="周法官"))
    deny(screen(PHONE), service, language)
    court = screen(DESKTOP)
    enter(court, judge, language)
    board = f"/console/cases/{service.envelope.case_id}/"
    court.goto(board)
    expect(court.locator(".mark.doubt").first).to_be_visible()
    expect(court.get_by_text(say["doubt"]).first).to_be_visible()
    expect(court.get_by_text(say["guard"]).first).to_be_visible()
    envelope_id, party_id = service.envelope_id, service.envelope.party_id
    for place in (f"services/{service.id}", f"envelopes/{envelope_id}", f"parties/{party_id}", "judge"):
        court.goto(f"/console/{place}/")
        expect(court.locator(".mark.doubt").first).to_be_visible()
    expect(court.get_by_text(say["desk"]).first).to_be_visible()

    find_that_it_counts(court, service, language)
    court.goto(board)
    expect(court.locator(".mark.good").first).to_be_visible()
    expect(court.locator(".mark.doubt")).to_have_count(0)


def lost() -> Service:
    """A summons whose message expired at a telephone that was switched off."""
    now = clock.now()
    party = make.party(make.case(cause="买卖合同纠纷"), name="李卫国")
    make.address(party)
    make.consent(party)
    paper = make.paper(party.case, "summons", title="传票")
    envelope(party, paper)
    stage = Stage(FAILS, now=now)
    stage.send()
    stage.apply()
    Receipt.objects.update(code="EXPIRED:027")
    return Service.objects.select_related("envelope__case").get(paper=paper)


LOST = {
    "zh-CN": ("手机关机或者不在服务区", "尚可采取的方式", "如系录入有误", "送达地址"),
    "en": ("switched off or out of reach", "What is left", "if it was mistyped", "Address"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_did_not_arrive_says_why_and_leads_on(screen: Screen, language: str) -> None:
    why, left, correct, asked = LOST[language]
    service = elsewhere(lost)
    for width in (PHONE, DESKTOP):
        page = screen(width)
        enter(page, elsewhere(make.user), language)
        page.goto(f"/console/cases/{service.envelope.case_id}/")
        expect(page.get_by_text(why).first).to_be_visible()
        page.goto(f"/console/envelopes/{service.envelope_id}/")
        expect(page.get_by_role("heading", name=left)).to_be_visible()
        page.get_by_role("link", name=correct).click()
        expect(page.get_by_label(asked, exact=True)).to_be_visible()


@pytest.mark.parametrize(
    ("language", "asked", "told"),
    [
        ("zh-CN", "当时拨打的是哪个号码", "尚未经确认"),
        ("en", "which number was called", "Nobody has confirmed the right one"),
    ],
)
def test_a_corrected_number_is_confirmed_only_if_it_was_called(
    screen: Screen, language: str, asked: str, told: str
) -> None:
    address = elsewhere(lambda: make.address(how="call"))
    page = screen(PHONE)
    enter(page, elsewhere(make.user), language)
    page.goto(f"/console/addresses/{address.id}/correction/")
    expect(page.get_by_text(asked)).to_be_visible()
    page.locator("input[name=value]").fill("13912345678")
    page.locator("input[name=called][value=mistyped]").check()
    page.locator("textarea[name=reason], input[name=reason]").first.fill("看错一位")
    page.locator("main form .btn.main").click()
    expect(page.get_by_text(told)).to_be_visible()
    page.goto(f"/console/parties/{address.party_id}/calls/new/")
    assert page.locator("input[name=address]:checked").count() == 0


@pytest.mark.parametrize(
    ("language", "verdict"), [("zh-CN", "同意电子送达后方可查阅文书"), ("en", "readable only after consent")]
)
def test_before_sending_the_verdict_is_read_without_unfolding_the_law(
    screen: Screen, language: str, verdict: str
) -> None:
    def asked_later() -> Case:
        party = make.party(make.case(), name="李卫国")
        make.address(party, "found")
        for kind, title in (("summons", "传票"), ("evidence_notice", "举证通知书"), ("judgment", "判决书")):
            make.paper(party.case, kind, title=title)
        return party.case

    case = elsewhere(asked_later)
    page = screen(PHONE)
    enter(page, elsewhere(make.user), language)
    page.goto(f"/console/cases/{case.id}/serve/")
    for tick in page.locator("input[name=pair]").all():
        tick.check()
    page.locator("main form .btn.main").first.click()
    expect(page.get_by_text(verdict)).to_be_visible()
    expect(page.locator("ul.said").first).to_be_hidden()
    page.locator("main details summary").first.click()
    expect(page.locator("ul.said").first).to_be_visible()
