"""The way to a public notice: what is left to try, what cannot be used, the judge's approval, and the publication."""

import pytest
from playwright.sync_api import Page, expect

from songda.core.access import Role
from songda.records.service.deeds.models import Deed
from songda.records.service.orders.models import Envelope
from tests import make
from tests.journeys.console import desk
from tests.journeys.console.conftest import Screen
from tests.journeys.console.test_judging import beside
from tests.journeys.leaving import leave_by
from tests.records.stage import defendant, envelope

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]


def unreachable() -> Envelope:
    party = defendant(make.case(cause="民间借贷纠纷"), address_class=None, consents=False)
    return envelope(party, make.paper(party.case, title="传票"), make.paper(party.case, "judgment", title="民事判决书"))


def noted_though_no_address_was_chosen(page: Page, words: str) -> None:
    """It is asked where, and said that it is so."""
    page.get_by_label("具体情况").fill(words)
    leave_by(page.get_by_role("button", name="登记", exact=True))
    page.locator("[name=is_so]").check()
    leave_by(page.get_by_role("button", name="登记", exact=True))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_visit_in_vain_an_address_that_is_gone_and_the_notice_can_be_published(screen: Screen, scripts: bool) -> None:
    sealed = beside(unreachable)
    page = screen(scripts=scripts)
    desk.sign_in(page, make.user(name="陈书记员"))
    page.goto(f"/console/envelopes/{sealed.id}/otherwise/?way=public_notice")
    expect(page.get_by_role("button", name="登记", exact=True)).to_have_count(0)
    page.get_by_role("link", name="登记：直接送达").click()
    page.get_by_label("未能送达").check()
    page.get_by_label("时间").fill("2026-06-01T10:00")
    noted_though_no_address_was_chosen(page, "门锁着，邻居称已搬走")
    page.goto(f"/console/envelopes/{sealed.id}/otherwise/?way=public_notice")
    expect(page.get_by_text("门锁着，邻居称已搬走")).to_be_visible()
    page.get_by_role("link", name="登记不能采用").click()
    expect(page.get_by_label("邮寄送达")).to_be_checked()
    page.get_by_label("地址不存在").check()
    page.get_by_label("查明时间").fill("2026-06-02T10:00")
    page.get_by_label("由何人、以何种方式查明").fill("社区工作人员称该楼已拆除")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("社区工作人员称该楼已拆除")).to_be_visible()
    expect(page.get_by_text("公告应当说明裁判主要内容。")).to_be_visible()
    page.get_by_label("时间").fill("2026-06-03T10:00")
    page.get_by_label("具体情况").fill("人民法院公告网")
    page.get_by_role("button", name="登记", exact=True).dblclick()
    expect(page.get_by_text("已登记").first).to_be_visible()
    assert Deed.objects.filter(way="public_notice").count() == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_before_a_notice_is_wider_than_the_screen(screen: Screen, width: int) -> None:
    sealed = beside(unreachable)
    page = screen(width)
    desk.sign_in(page, make.user(name="陈书记员"))
    wide = {}
    noting = f"parties/{sealed.party_id}/circumstances/new/"
    pages = (f"envelopes/{sealed.id}/otherwise/?way=public_notice", f"envelopes/{sealed.id}/tried/", noting)
    for place in (*pages, f"{noting}?kind=ways_ruled_out&envelope={sealed.id}&way=mail&way=entrusted"):
        page.goto(f"/console/{place}")
        wide[place] = page.evaluate("document.documentElement.scrollWidth")
    bench = screen(width)
    desk.give_password(bench, make.user(role=Role.JUDGE, name="周法官"))
    bench.goto(f"/console/judge/envelopes/{sealed.id}/notice/")
    wide["judge"] = bench.evaluate("document.documentElement.scrollWidth")
    assert {place: found for place, found in wide.items() if found > width} == {}
