"""From a number that is switched off to a service: looked up with approval, found, called, agreed, served, told."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from songda import clock
from songda.core.access import Role
from songda.records.matter.parties.models import Address, Party
from songda.records.service.orders.models import Envelope
from songda.records.ways.lookups.models import Lookup
from tests import make
from tests.journeys.console import desk
from tests.journeys.console.conftest import Screen
from tests.journeys.leaving import leave_by
from tests.journeys.portal.stagehands import elsewhere
from tests.records.ways.lookups.stage import ask_all
from tests.registries.sandbox_line import Town, running_registry
from tests.web.portal.scene import Visitor, code_on_the_phone

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
WHY = "原号码关机，邮件退回，上门未遇"


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with running_registry() as town:
        yield town


def unreachable(order: int) -> Party:
    """A defendant of whom only a number is known that is always switched off."""
    party = make.party(name="李卫国", number=make.resident_id(order=order))
    make.address(party, "unknown", value=make.mobile("01"), how="pleading")
    return party


def ask_for(page: Page, party: Party) -> None:
    page.goto(f"/console/parties/{party.id}/")
    page.get_by_role("link", name="查询号码").click()
    page.get_by_label("查询用途").select_option(label="送达诉讼文书")
    page.get_by_label("依据").select_option(label="已知的联系方式均无法联系")
    page.get_by_label("其他方式不足的理由").fill(WHY)
    page.get_by_role("button", name="提交申请").click()
    expect(page.get_by_text("并列入审批人的待办")).to_be_visible()
    expect(page.get_by_role("button", name="批准")).to_have_count(0)


def approve(page: Page) -> None:
    page.goto("/console/lookups/")
    page.get_by_role("link", name="被告 李卫国").first.click()
    expect(page.get_by_text(WHY)).to_be_visible()
    page.get_by_role("button", name="批准").click()
    expect(page.get_by_text("正在向运营商查询")).to_be_visible()


def looked_up(clerk: Page, chief: Page, party: Party, town: Town) -> list[Address]:
    """Asked by one, approved by the other, answered by the registry; what was found."""
    ask_for(clerk, party)
    approve(chief)
    elsewhere(lambda: ask_all(town.line(), clock.now()))
    return elsewhere(lambda: list(party.addresses.filter(address_class="found").order_by("recorded_at", "id")))


def two_at_work(screen: Screen) -> tuple[Page, Page]:
    clerk, chief = screen(), screen(scripts=False)
    desk.sign_in(clerk, make.user())
    desk.sign_in(chief, make.user(role=Role.SUPERVISOR, name="庭长梁"))
    return clerk, chief


def agreed_by_the_right_person(clerk: Page) -> None:
    clerk.locator("[name=is_matched]").check()
    clerk.get_by_label("同意电子送达", exact=True).check()


def test_switched_off_looked_up_with_approval_found_called_served_and_told(screen: Screen, town: Town) -> None:
    party = unreachable(1)
    clerk, chief = two_at_work(screen)
    (found,) = looked_up(clerk, chief, party, town)
    clerk.reload()
    expect(clerk.get_by_text("共4家运营商，4家已答复")).to_be_visible()
    expect(clerk.get_by_text(found.value)).to_have_count(0)
    clerk.get_by_role("button", name="显示完整信息").click()
    expect(clerk.get_by_text(found.value)).to_be_visible()
    leave_by(clerk.get_by_role("link", name="电话联系"))
    clerk.get_by_label(found.value).check()
    for topic in clerk.get_by_role("group", name="已告知内容").get_by_role("checkbox").all():
        topic.check()
    agreed_by_the_right_person(clerk)
    clerk.get_by_label("没有录音或者录音短于通话时的原因").select_option(label="该电话没有录音设备")
    clerk.get_by_role("button", name="保存通话记录").click()
    expect(clerk.get_by_text("号码已确认")).to_be_visible()
    clerk.goto(f"/console/cases/{party.case_id}/")
    desk.file_summons(clerk)
    clerk.get_by_role("link", name="送达文书").click()
    clerk.get_by_role("checkbox", name="送达 传票").check()
    clerk.get_by_role("button", name="下一步：核对").click()
    leave_by(clerk.get_by_role("button", name="确认发送"))
    desk.let_it_arrive()
    clerk.reload()
    expect(clerk.get_by_text("人民法院在线诉讼规则 第三十一条第一款")).to_be_visible()
    read_who_asked(screen(390, scripts=False), Visitor(Envelope.objects.get()), party)


def read_who_asked(telephone: Page, visitor: Visitor, party: Party) -> None:
    """The recipient proves who they are, and reads which court looked them up."""
    telephone.goto(f"/s/{visitor.token}/who")
    telephone.locator("#id_name").fill(party.name)
    telephone.locator("#id_number").fill(party.number)
    leave_by(telephone.get_by_role("button", name="获取验证码"))
    telephone.locator("#id_code").fill(elsewhere(lambda: code_on_the_phone(visitor.envelope)))
    telephone.locator("form:has(#id_code) button").first.click()
    while (folded := telephone.locator("details:not([open]) > summary:visible")).count():
        folded.first.click()
    telephone.get_by_role("link", name="谁查询过我的号码").click()
    for words in ("孝义市人民法院", "送达诉讼文书", party.case.number):
        expect(telephone.get_by_text(words).first).to_be_visible()


@pytest.mark.night("another branch of a look-up")
def test_the_wrong_person_answers_the_number_is_barred_and_the_second_one_is_called(screen: Screen, town: Town) -> None:
    party = unreachable(901)
    clerk, chief = two_at_work(screen)
    first, second, _third = looked_up(clerk, chief, party, town)
    clerk.goto(f"/console/lookups/{Lookup.objects.get().id}/")
    while (shut := clerk.get_by_role("button", name="显示完整信息")).count():
        leave_by(shut.first)
    clerk.goto(f"/console/parties/{party.id}/calls/new/")
    clerk.get_by_label(first.value).check()
    clerk.locator("[name=outcome][value=wrong_person]").check()
    clerk.get_by_label("没有录音或者录音短于通话时的原因").select_option(label="该电话没有录音设备")
    clerk.get_by_role("button", name="保存通话记录").click()
    expect(clerk.get_by_text("已登记：")).to_be_visible()
    clerk.goto(f"/console/lookups/{Lookup.objects.get().id}/")
    expect(clerk.get_by_role("listitem").filter(has_text=first.value)).to_contain_text("已否定")
    expect(clerk.get_by_role("listitem").filter(has_text=second.value)).not_to_contain_text("已否定")
