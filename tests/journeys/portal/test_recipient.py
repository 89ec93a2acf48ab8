"""What the court promises a recipient, walked with a real browser on a small telephone."""

import json
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from songda.clock import now
from songda.records.ground.evidence.actions import sequence
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.parties.models import Consent, Refusal
from songda.records.service.orders.models import Envelope, Service
from songda.records.service.portal_acts.models import RecipientAct
from songda.records.service.tasks.models import Task
from tests import make
from tests.journeys.portal.conftest import Telephone
from tests.journeys.portal.eye import Eye
from tests.journeys.portal.stagehands import elsewhere, summoned
from tests.records.stage import defendant
from tests.web.portal.scene import STRANGER, Visitor, arrived, code_on_the_phone, sent, unasked
from tests.web.portal.test_helping import SON, Son
from tests.web.portal.test_personal import at_counter

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]


def come_in(eye: Eye, visitor: Visitor) -> None:
    """From the link to the papers (or to the question that stands before them)."""
    eye.open(f"/s/{visitor.token}")
    eye.press("我是本人")
    show_who(eye, visitor, "获取验证码", "查看我的文书")


def show_who(eye: Eye, visitor: Visitor, code: str = "Send me the code", papers: str = "Show my papers") -> None:
    """Name, number and code, with the words on the two buttons."""
    eye.type("id_name", visitor.envelope.party.name)
    eye.type("id_number", visitor.envelope.party.number)
    eye.press(code)
    eye.type("id_code", code_on_the_phone(visitor.envelope))
    eye.press(papers)


@pytest.mark.parametrize("width", [390, 320])
def test_papers_are_read_and_confirmed_on_a_telephone_without_scripts(telephone: Telephone, width: int) -> None:
    eye, visitor = telephone(width), Visitor(elsewhere(lambda: arrived(None, "complaint_copy")))
    come_in(eye, visitor)
    assert eye.sees("答辩期限")
    eye.press("阅读下一份文书")
    eye.page.locator("figure.leaf img").first.wait_for()
    assert eye.page.locator("figure.leaf img").first.get_attribute("src")
    eye.press("我已收到")
    assert eye.sees("法院已收到您的确认")
    assert sorted(RecipientAct.objects.values_list("kind", flat=True)) == ["acknowledged", "read"]


_FROM_TOP = "e => e.getBoundingClientRect().bottom + scrollY"


def test_five_papers_of_a_claim_and_their_dates_fit_on_two_screens(telephone: Telephone) -> None:
    eye, visitor = telephone(360), Visitor(elsewhere(claimed))
    eye.page.set_viewport_size({"width": 360, "height": 640})
    come_in(eye, visitor)
    assert eye.page.locator("main > :last-child").evaluate(_FROM_TOP) <= 2.3 * 640  # with all fold-outs
    assert eye.page.locator("main form[name=open] .main").evaluate(_FROM_TOP) <= 1.6 * 640
    for _ in KINDS:
        assert eye.page.locator("main form[name=open] .main").count() == 1
        eye.follow(eye.page.locator("main form[name=open] .main"))
    receipt = eye.page.locator("form[name=receive_all] .main")
    assert receipt.is_visible()
    eye.open(f"/s/{visitor.token}/papers")
    assert receipt.evaluate(_FROM_TOP) <= 2 * 640
    assert eye.sees("文书1、文书2、文书3、文书4、文书5")
    eye.follow(receipt)
    assert eye.page.locator("main > :last-child").evaluate(_FROM_TOP) <= 4 * 640  # every certificate is behind one line
    eye.open(f"/s/{visitor.token}/papers")
    assert eye.page.locator("ol.papers details").first.is_visible()  # nothing is to be done: the list lies open


def test_five_papers_of_somebody_who_is_helped_fit_on_three_screens(telephone: Telephone) -> None:
    eye, visitor = telephone(360), Visitor(elsewhere(claimed))
    son = elsewhere(lambda: Son(visitor))
    eye.open(f"/s/{visitor.token}/helping")
    for name, words in {"name": SON, "number": son.number, "code": son.code}.items():
        eye.type(f"id_{name}", words)
    eye.press("查看文书")
    assert eye.page.locator("main > :last-child").evaluate(_FROM_TOP) <= 3 * 640
    eye.unfold()
    eye.follow(eye.page.locator("a", has_text="查看文书页面").last)
    assert eye.sees("文书5")


def test_english_dates_in_large_type_fit_on_a_small_telephone(telephone: Telephone) -> None:
    eye, visitor = telephone(360, "en-GB"), Visitor(elsewhere(claimed))
    eye.open(f"/s/{visitor.token}/who")
    show_who(eye, visitor)  # looks whether anything hangs over the edge
    assert eye.sees("Your next date")


KINDS = ("complaint_copy", "notice_to_respond", "evidence_notice", "summons", "rights_notice")


def claimed() -> Envelope:
    """Five papers of a claim that were served yesterday, with a hearing in forty days."""
    party = defendant(make.case())
    papers = [make.paper(party.case, kind, title=f"文书{n}") for n, kind in enumerate(KINDS, 1)]
    set_hearing(party.case, now() + timedelta(days=40), "第三审判庭", "engine", now())
    return sent(party, *papers, at=now() - timedelta(days=1))


def test_nothing_is_agreed_to_unless_the_recipient_says_yes(telephone: Telephone) -> None:
    eye, visitor = telephone(), Visitor(elsewhere(unasked))
    come_in(eye, visitor)
    assert eye.sees("您是否同意电子送达")
    assert not eye.page.locator("#own_address").is_checked()
    eye.page.locator("#own_address").check()
    eye.press("同意电子送达")
    assert eye.sees("您的文书")
    assert Consent.objects.get().how == "portal"
    assert visitor.envelope.party.addresses.get().address_class == "confirmed"


@pytest.mark.parametrize("scripts", [False, True])
def test_a_defendant_of_a_divorce_whom_nobody_called_says_yes(telephone: Telephone, scripts: bool) -> None:
    party = elsewhere(lambda: defendant(make.case(is_status_case=True), "found", consents=False))
    eye, visitor = telephone(scripts=scripts), Visitor(elsewhere(lambda: arrived(party)))
    come_in(eye, visitor)
    eye.page.locator("#own_address").check()
    eye.press("同意电子送达")
    assert eye.sees("再次证明是您本人")
    eye.press("返回文书列表")
    assert eye.sees("您选择和填写的内容已为您保留")
    assert eye.page.locator("#own_address").is_checked()
    eye.press("同意电子送达")
    eye.press("我有法院窗口的验证码")
    eye.type("id_code", elsewhere(lambda: at_counter(party)))
    eye.page.locator("main button.main").click()
    assert eye.sees("您是否同意电子送达")
    assert eye.page.locator("#own_address").is_checked()
    eye.press("同意电子送达")
    assert eye.sees("您的文书")
    assert Consent.objects.get().how == "portal"


def test_a_no_is_as_easy_as_a_yes_and_shows_no_paper(telephone: Telephone) -> None:
    eye = telephone()
    come_in(eye, Visitor(elsewhere(unasked)))
    boxes = [eye.page.locator(f"form[name={name}] button").bounding_box() for name in ("agree", "refuse")]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert (boxes[0]["width"], boxes[0]["height"]) == (boxes[1]["width"], boxes[1]["height"])
    eye.press("不同意电子送达")
    assert eye.sees("法院将以纸质方式向您送达")
    assert Refusal.objects.count() == 1


def test_paper_is_one_tap_away_and_needs_no_proof(telephone: Telephone) -> None:
    eye, visitor = telephone(), Visitor(elsewhere(arrived))
    eye.open(f"/s/{visitor.token}")
    eye.press("我要纸质文书或人工帮助")
    eye.page.get_by_label("我要纸质文书").check()
    eye.press("提交给法院")
    assert eye.sees("法院已收到您的请求")
    assert Task.objects.get().kind == "print_paper"


def test_a_stranger_says_that_it_is_not_him(telephone: Telephone) -> None:
    eye, visitor = telephone(), Visitor(elsewhere(arrived))
    eye.open(f"/s/{visitor.token}")
    eye.press("不是我")
    eye.press("我不是收件人")
    eye.type("id_code", code_on_the_phone(visitor.envelope, "holder"))
    eye.press("我不是收件人")
    assert eye.sees("法院已记录")
    assert Envelope.objects.get(id=visitor.envelope.id).disowned_at is not None


def test_guessing_ends_after_five_tries(telephone: Telephone) -> None:
    eye, visitor = telephone(), Visitor(elsewhere(arrived))
    eye.open(f"/s/{visitor.token}/who")
    for _ in range(5):
        eye.type("id_name", visitor.envelope.party.name)
        eye.type("id_number", STRANGER)
        eye.press("获取验证码")
    assert eye.sees("此链接已锁定")
    eye.open(f"/s/{visitor.token}/who")
    assert eye.page.locator("#id_number").count() == 0


def test_a_scanner_that_came_first_has_read_nothing(telephone: Telephone) -> None:
    visitor = Visitor(elsewhere(arrived))
    for _ in range(3):
        visitor.client.get(f"/s/{visitor.token}")
        visitor.client.head(f"/s/{visitor.token}/papers")
    eye = telephone()
    come_in(eye, visitor)
    assert not RecipientAct.objects.exists()


def test_papers_served_at_different_times_stand_side_by_side(telephone: Telephone) -> None:
    party = elsewhere(lambda: defendant(make.case()))
    first, second = (elsewhere(lambda kind=kind: arrived(party, kind)) for kind in ("complaint_copy", "judgment"))
    eye = telephone()
    come_in(eye, Visitor(second))
    eye.press("发生过什么、以前的文书")
    assert eye.sees("这个案件的其他文书")
    eye.press("查看这些文书")
    assert eye.page.url.endswith(f"/s/{Visitor(first).token}/papers")
    assert Service.objects.count() == 2


def test_english_and_large_type_keep_the_place(telephone: Telephone) -> None:
    eye, visitor = telephone(320), Visitor(elsewhere(arrived))
    eye.open(f"/s/{visitor.token}/who")
    eye.press("English")
    eye.press("Large type")
    assert eye.page.url.endswith("/who")
    assert eye.sees("Who are you?")
    assert eye.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 24


def test_a_keyboard_is_enough(telephone: Telephone) -> None:
    eye, visitor = telephone(1280), Visitor(elsewhere(arrived))
    eye.open(f"/s/{visitor.token}")
    eye.page.keyboard.press("Tab")
    expect(eye.page.locator(".skip")).to_be_focused()
    eye.page.keyboard.press("Enter")
    eye.page.keyboard.press("Tab")
    expect(eye.page.locator(".ways a").first).to_be_focused()
    eye.page.keyboard.press("Enter")
    eye.page.wait_for_url("**/who")
    eye.page.locator("#id_name").focus()
    eye.page.keyboard.type(visitor.envelope.party.name)
    eye.page.keyboard.press("Tab")
    eye.page.keyboard.type(visitor.envelope.party.number)
    eye.page.keyboard.press("Enter")
    eye.page.wait_for_url("**/code")


def test_at_twice_the_size_nothing_is_cut_off(telephone: Telephone) -> None:
    eye, visitor = telephone(640), Visitor(elsewhere(lambda: arrived(None, "complaint_copy")))
    come_in(eye, visitor)
    eye.page.set_viewport_size({"width": 320, "height": 422})  # what is left of 640 at 200 %
    for page in ("", "/papers", "/history", "/objection", "/address", "/agree"):
        eye.open(f"/s/{visitor.token}{page}")


@pytest.mark.parametrize(("scripts", "voices"), [(True, ["zh-CN"]), (True, ["fr-FR"]), (True, []), (False, ["zh-CN"])])
def test_large_print_can_be_read_aloud_where_the_device_has_a_voice(
    telephone: Telephone, voices: list[str], *, scripts: bool
) -> None:
    eye, visitor = telephone(scripts=scripts), Visitor(elsewhere(summoned))
    spoken = [{"lang": voice} for voice in voices]
    eye.page.add_init_script(f"speechSynthesis.getVoices = () => {json.dumps(spoken)}")
    come_in(eye, visitor)
    eye.press("阅读下一份文书")
    eye.press("大字阅读、朗读")
    assert eye.sees("被传唤人必须准时到达应到处所")
    can_read = scripts and voices == ["zh-CN"]
    expect(eye.page.get_by_role("button", name="朗读", exact=True)).to_be_visible(visible=can_read)


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_the_open_pages_fit_the_smallest_screen_in_both_languages(telephone: Telephone, language: str) -> None:
    elsewhere(lambda: (arrived(), sequence(make.NOW)))
    eye = telephone(320, language)
    for page in ("/", "/check", "/verify", "/e-service", "/log", "/s/"):
        eye.open(page)


def test_the_genuineness_of_a_message_is_checked_without_pressing_its_link(telephone: Telephone) -> None:
    eye, visitor = telephone(), Visitor(elsewhere(arrived))
    eye.open("/")
    eye.press("核验短信真伪")
    eye.type("id_code", visitor.token)
    eye.follow(eye.page.locator("form[name=check] button"))
    assert eye.sees("是真的")
    eye.type("id_code", "AAAAAAAAAA")
    eye.follow(eye.page.locator("form[name=check] button"))
    assert eye.sees("查无此码")
