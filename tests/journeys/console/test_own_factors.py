"""A clerk changes how their account is protected, in a browser: every act counts once and stands on record."""

from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from songda.records.court.staff.models import User
from songda.records.ground.evidence.models import Event
from tests import make
from tests.journeys.console.conftest import Screen
from tests.journeys.console.desk import PASSWORD, sign_in
from tests.journeys.leaving import leave_by
from tests.journeys.portal.stagehands import elsewhere
from tests.web.console.account.test_sign_in import digits

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
KEY = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
NEW = "staple battery correct horse"


def with_passkey_device(page: Page) -> None:
    """This computer has a fingerprint reader, on which a finger lies."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    options = {**KEY, "automaticPresenceSimulation": True}
    line.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def press(page: Page, kind: str = "main") -> None:
    leave_by(page.locator(f"form[method=post] button.{kind}:visible").first)


def prove(page: Page, password: str) -> None:
    page.locator("[name=password]").fill(password)
    leave_by(page.locator("form:has([name=password]) button"))


def switch_on_app(page: Page) -> None:
    page.goto("/accounts/2fa/totp/activate/")
    secret = str(page.locator("img.qr").get_attribute("alt"))
    page.locator("[name=code]").fill(digits(secret))
    press(page)
    expect(page.get_by_text("身份验证器已开启")).to_be_visible()


def switch_off_app(page: Page) -> None:
    page.goto("/accounts/2fa/totp/deactivate/")
    press(page, "grave")
    expect(page.get_by_text("身份验证器已关闭")).to_be_visible()


def events_of(clerk: User) -> list[str]:
    events = Event.objects.filter(stream=f"staff:{clerk.id}").order_by("number")
    return [name.removeprefix("staff.") for name in events.values_list("name", flat=True)]


def take_passkey(page: Page) -> None:
    page.goto("/accounts/2fa/webauthn/add/")
    leave_by(page.locator("#mfa_webauthn_add"))
    page.goto("/accounts/2fa/webauthn/")
    leave_by(page.locator("a[href$='/edit/']"))
    page.locator("[name=name]").fill("办公室电脑")
    press(page)
    expect(page.get_by_text("办公室电脑")).to_be_visible()


def drop_passkey(page: Page) -> None:
    page.goto("/accounts/2fa/webauthn/")
    leave_by(page.locator("a[href$='/remove/']"))
    prove(page, NEW)
    press(page, "grave")


def choose_password(page: Page) -> None:
    page.goto("/accounts/password/change/")
    for name, typed in (("oldpassword", PASSWORD), ("password1", NEW), ("password2", NEW)):
        page.locator(f"[name={name}]").fill(typed)
    press(page)


def out_and_in_again(page: Page, clerk: User) -> None:
    page.goto("/accounts/logout/")
    press(page)
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(clerk.username)
    prove(page, NEW)
    leave_by(page.locator("#mfa_webauthn_authenticate"))


@pytest.mark.night("the whole life of an account; a passkey is added and used by day")
def test_app_and_passkey_come_and_go_and_the_password_changes(screen: Screen, settings: Any) -> None:
    settings.MFA_TOTP_TOLERANCE = 20  # a code counts for ten minutes: however slow the machine is
    clerk, page = elsewhere(make.user), screen()
    sign_in(page, clerk)
    with_passkey_device(page)
    page.goto("/accounts/2fa/totp/activate/")
    prove(page, PASSWORD)
    switch_on_app(page)
    switch_off_app(page)  # the app moves to another telephone
    elsewhere(cache.clear)
    switch_on_app(page)
    take_passkey(page)
    choose_password(page)
    out_and_in_again(page, clerk)
    drop_passkey(page)
    switch_off_app(page)
    assert elsewhere(lambda: events_of(clerk)) == [
        *("admitted", "signed_in", "factor_added", "factor_removed", "factor_added", "factor_added"),
        *("password_chosen", "signed_out", "signed_in", "factor_removed", "factor_removed"),
    ]
