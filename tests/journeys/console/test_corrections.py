"""The clerk mistypes the number, the recipient is locked out, the clerk corrects, and the recipient passes."""

import pytest
from playwright.sync_api import Page, expect

from songda import clock
from songda.core.identity import MAX_TRIES
from songda.records.service.orders.models import Envelope
from songda.records.ways.portal.acts.opening import reopen
from tests import make
from tests.journeys.console import desk
from tests.journeys.console.conftest import Screen
from tests.journeys.portal.stagehands import elsewhere
from tests.records.stage import defendant
from tests.web.portal.scene import Visitor, arrived, code_on_the_phone

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]


def name_himself(page: Page, name: str, number: str) -> None:
    page.fill("#id_name", name)
    page.fill("#id_number", number)
    page.get_by_role("button", name="获取验证码").click()


def correct_number(page: Page, envelope: Envelope, number: str) -> None:
    """From the locked envelope's party to the corrected record, over the page that shows what will change."""
    page.goto(f"/console/parties/{envelope.party_id}/")
    page.get_by_role("link", name="更正登记信息").click()
    expect(page.locator("#id_number")).to_have_value(envelope.party.number)
    page.fill("#id_number", number)
    page.get_by_label("更正原因").fill("录入起诉状时看错一位")
    page.get_by_role("button", name="核对更正内容").click()
    expect(page.get_by_text("1个因多次核验失败而锁定的链接将解除锁定。")).to_be_visible()
    expect(page.get_by_role("cell", name=number)).to_be_visible()
    page.get_by_role("button", name="更正登记信息").click()
    expect(page.get_by_text("登记信息已更正，相关事项将重新处理。")).to_be_visible()
    expect(page.get_by_text("录入起诉状时看错一位")).to_be_visible()


@pytest.mark.night("the whole way of a corrected name, at two desks")
def test_a_recipient_whom_a_typo_locked_out_passes_after_the_correction(screen: Screen) -> None:
    visitor = Visitor(elsewhere(lambda: arrived(defendant(make.case()))))
    envelope, right = visitor.envelope, make.resident_id()
    recipient = screen()
    recipient.goto(f"/s/{visitor.token}/who")
    for _ in range(MAX_TRIES):
        name_himself(recipient, envelope.party.name, right)
    expect(recipient.get_by_role("heading", level=1)).to_contain_text("锁定")

    clerk = screen()
    desk.sign_in(clerk, make.user())
    correct_number(clerk, envelope, right)
    elsewhere(lambda: reopen([envelope.party_id], clock.now()))  # the worker's part

    recipient.goto(f"/s/{visitor.token}/who")
    name_himself(recipient, envelope.party.name, right)
    recipient.fill("#id_code", code_on_the_phone(envelope))
    recipient.get_by_role("button", name="查看我的文书").click()
    expect(recipient.get_by_role("heading", level=1)).to_have_text("您的文书")
