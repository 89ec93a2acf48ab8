"""A clerk serves papers, with and without scripts, on every width of screen."""

import pytest
from playwright.sync_api import expect

from songda.records.service.orders.models import Envelope, Order
from tests import make
from tests.journeys.console import desk
from tests.journeys.console.conftest import Screen

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
with_and_without_scripts = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


@with_and_without_scripts
def test_a_clerk_registers_a_case_serves_its_papers_and_sees_them_served(screen: Screen, scripts: bool) -> None:
    page = screen(scripts=scripts)
    desk.sign_in(page, make.user())
    desk.register(page, "（2026）晋1181民初01号")
    expect(page.get_by_text("序号为不以 0 开头的数字").first).to_be_visible()
    desk.register(page, "(2026)晋1181民初123号")
    expect(page.get_by_text("案件（2026）晋1181民初123号已登记。")).to_be_visible()
    desk.add_defendant(page)
    desk.call_and_hear_yes(page)
    page.get_by_role("link", name="（2026）晋1181民初123号").click()
    desk.file_summons(page)
    page.get_by_role("link", name="送达文书").click()
    page.get_by_role("checkbox", name="送达 传票").check()
    page.get_by_role("button", name="下一步：核对").click()
    expect(page.get_by_text("可以发送")).to_be_visible()
    expect(page.get_by_text("【孝义市人民法院】李**")).to_be_visible()
    page.get_by_role("button", name="确认发送").click()
    expect(page.get_by_text("已向1名受送达人发起送达")).to_be_visible()
    desk.let_it_arrive()
    page.reload()
    expect(page.get_by_text("人民法院在线诉讼规则 第三十一条第一款")).to_be_visible()
    page.get_by_role("link", name="送达（到达）").click()
    expect(page.get_by_role("heading", name="送达认定")).to_be_visible()


@with_and_without_scripts
def test_a_double_click_places_one_order(screen: Screen, scripts: bool) -> None:
    case = desk.case_to_serve()
    page = screen(scripts=scripts)
    desk.sign_in(page, make.user())
    desk.choose_everything_and_check(page, case)
    page.get_by_role("button", name="确认发送").dblclick()
    expect(page.get_by_text("已向2名受送达人发起送达").first).to_be_visible()
    assert Order.objects.count() == 1
    assert Envelope.objects.count() == 2


def test_a_button_chooses_a_whole_column(screen: Screen) -> None:
    case = desk.case_to_serve()
    page = screen()
    desk.sign_in(page, make.user())
    page.goto(f"/console/cases/{case.id}/serve/")
    page.get_by_role("button", name="全选本列").first.click()
    assert page.get_by_role("checkbox", checked=True).count() == 2
    page.get_by_role("button", name="全选本行").first.click()
    assert page.get_by_role("checkbox", checked=True).count() == 3


@pytest.mark.night("waits for a page to renew itself")
def test_an_envelope_renews_itself_while_its_message_is_on_the_way(screen: Screen) -> None:
    case = desk.case_to_serve()
    page = screen()
    desk.sign_in(page, make.user())
    desk.serve_everything(page, case)
    page.goto(f"/console/envelopes/{Envelope.objects.all()[0].id}/")
    expect(page.get_by_text("尚未送达").first).to_be_visible()
    desk.let_it_arrive()
    expect(page.get_by_text("已送达").first).to_be_visible(timeout=12_000)


@pytest.mark.parametrize("width", [390, 820, 1280])
def test_no_page_is_wider_than_the_screen(screen: Screen, width: int) -> None:
    case = desk.case_to_serve()
    page = screen(width)
    desk.sign_in(page, make.user())
    desk.serve_everything(page, case)
    desk.let_it_arrive()
    party, sent = case.parties.all()[0], Envelope.objects.all()[0]
    places = ["", "cases/", "cases/new/", "certificates/", "account/", f"cases/{case.id}/", f"cases/{case.id}/papers/"]
    places += [f"cases/{case.id}/{tab}/" for tab in ("serve", "timeline", "parties", "hearings")]
    places += [f"parties/{party.id}/", f"parties/{party.id}/calls/new/", f"envelopes/{sent.id}/"]
    widths = {}
    for place in places:
        page.goto(f"/console/{place}")
        widths[place] = page.evaluate("document.documentElement.scrollWidth")
    assert {place: wide for place, wide in widths.items() if wide > width} == {}


def test_the_keyboard_reaches_the_content_at_once_and_scrolls_the_board(screen: Screen) -> None:
    case = desk.case_to_serve()
    page = screen()
    desk.sign_in(page, make.user())
    page.goto(f"/console/cases/{case.id}/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    board = page.get_by_role("region", name="文书送达情况").locator("div[tabindex='0']")
    board.focus()
    expect(board).to_be_focused()
