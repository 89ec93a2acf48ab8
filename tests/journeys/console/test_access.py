"""Who gets in, and how far: a judge only looks, outsider Wu sees nothing, a second factor protects the account."""

import pytest
from playwright.sync_api import Page, expect

from songda.core.access import Role
from tests import make
from tests.journeys.console import desk
from tests.journeys.console.conftest import Screen
from tests.journeys.leaving import leave_by

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]


def status(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer is not None
    return answer.status


def test_a_judge_sees_the_case_but_serves_nothing(screen: Screen) -> None:
    case = desk.case_to_serve()
    page = screen()
    desk.give_password(page, make.user(role=Role.JUDGE, name="周法官"))
    expect(page.get_by_role("heading", name="法官工作台", level=1)).to_be_visible()
    assert status(page, f"/console/cases/{case.id}/") == 200
    expect(page.get_by_role("link", name="送达文书")).to_have_count(0)
    assert status(page, f"/console/cases/{case.id}/serve/") == 403
    expect(page.get_by_text("您的岗位为法官，无下列权限")).to_be_visible()


def test_for_outsider_wu_the_case_does_not_exist(screen: Screen) -> None:
    case = desk.case_to_serve()
    page = screen()
    desk.sign_in(page, make.user(make.other_court(), name="武书记员"))
    for place in ("", "serve/", "parties/", "timeline/"):
        assert status(page, f"/console/cases/{case.id}/{place}") == 404


def test_a_passkey_is_added_and_opens_the_account(screen: Screen, settings: object) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # type: ignore[attr-defined]  # this server speaks no HTTPS
    page = screen()
    plug_in_passkey(page)
    clerk = make.user()
    desk.sign_in(page, clerk)
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("密码").fill(desk.PASSWORD)
    page.get_by_role("button", name="确认").click()
    page.wait_for_load_state("networkidle")  # the button works only once its script is there
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_role("status")).to_have_text("通行密钥已添加。", timeout=30_000)
    expect(page.get_by_text("1个通行密钥", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="生成验证码单")).to_be_visible()
    page.goto("/console/")
    desk.open_own_menu(page)
    leave_by(page.get_by_role("button", name="退出"))
    desk.give_password(page, clerk)
    expect(page.get_by_role("heading", name="二次验证")).to_be_visible()
    page.get_by_role("button", name="使用通行密钥").click()
    expect(page.get_by_role("heading", name="今日待办", level=1)).to_be_visible()


def plug_in_passkey(page: Page) -> None:
    """A device that answers at once, as if its owner had touched it."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
