"""A proof of identity has grown old: a clerk is led to the second factor and comes back; nothing typed is lost."""

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing
from playwright.sync_api import Page, expect

from songda import clock
from songda.core.lookups import BULK_FROM
from songda.records.court.staff.models import User
from songda.records.court.staff.sessions import SALT, contents
from songda.records.ground.evidence.models import Event
from songda.records.matter.parties.models import Party
from songda.records.ways.lookups.models import Lookup
from songda.web.console.shared.stepping_up import LASTS
from tests import make
from tests.journeys.console.conftest import Screen
from tests.journeys.console.desk import PASSWORD, enter
from tests.journeys.leaving import leave_by
from tests.journeys.portal.stagehands import elsewhere
from tests.records.ways.lookups.stage import WHY, requested
from tests.web.console.account.test_sign_in import switch_on_app

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
WAYS = [("zh-CN", 1280), ("en", 390)]
KEPT = {"zh-CN": "您填写的内容没有丢失", "en": "Nothing that you typed is lost"}
WRONG = {"zh-CN": "验证码不正确", "en": "Incorrect code"}
TOLERANCE, PERIOD_S = 20, 30  # a code counts for ten minutes: however slow the machine is
AGAIN = "**/accounts/**reauthenticate/**"


def busy_clerk() -> tuple[User, str, Party]:
    """A clerk with an app as second factor who asked for as many look-ups as nobody wonders at, and one more party."""
    clerk = make.user(name="书记员陈")
    _, secret = switch_on_app(clerk)
    for _ in range(BULK_FROM):
        requested(by=clerk, at=clock.now())
    return clerk, secret, make.party(name="李卫国", number=make.resident_id())


def proof_grows_old() -> None:
    """Every proof of every session was given so long ago that it holds no more."""
    for row in Session.objects.all():
        session = contents(row)
        shown = session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [one | {"at": one["at"] - LASTS.total_seconds()} for one in shown]
        row.session_data = signing.dumps(session, salt=SALT + row.session_key, serializer=JSONSerializer)
        row.save(update_fields=["session_data"])


def give_password(page: Page) -> None:
    page.locator("[name=password]").fill(PASSWORD)
    leave_by(page.locator("form:has([name=password]) button"))


def give_code(page: Page, code: str) -> None:
    page.locator("[name=code]").fill(code)
    leave_by(page.locator("form:has([name=code]) button"))


def wrong_code(secret: str) -> str:
    """Digits that the app shows neither now nor at any moment that is near enough to count."""
    now = int(clock.now().timestamp()) // PERIOD_S
    right = {totp.hotp_value(secret, now + step) for step in range(-2 * TOLERANCE, 2 * TOLERANCE + 1)}
    return totp.format_hotp_value(next(code for code in range(1_000_000) if code not in right))


def next_digits(secret: str) -> str:
    """What the app shows later, within the tolerance: those of now were spent when it was switched on."""
    *_, latest = totp.yield_hotp_counters_from_time()
    return totp.format_hotp_value(totp.hotp_value(secret, latest))


def type_request(page: Page) -> None:
    page.locator("[name=purpose]").select_option("service")
    page.locator("[name=ground]").select_option("no_address")
    page.locator("[name=why]").fill(WHY)


def typed_with_a_proof_that_grew_old(page: Page, form: str) -> None:
    """The form opens after the password; while it is filled in, the ten minutes go by."""
    page.goto(form)
    page.wait_for_url(AGAIN)
    give_password(page)
    expect(page.locator("[name=why]")).to_be_visible()
    type_request(page)
    elsewhere(proof_grows_old)


@pytest.mark.parametrize(("language", "width"), WAYS)
def test_an_old_proof_is_given_anew_with_the_second_factor_and_nothing_typed_is_lost(
    screen: Screen, settings: object, language: str, width: int
) -> None:
    settings.MFA_TOTP_TOLERANCE = TOLERANCE  # type: ignore[attr-defined]
    clerk, secret, party = elsewhere(busy_clerk)
    page, form = screen(width), f"/console/parties/{party.id}/lookups/new/"
    enter(page, clerk, language)
    typed_with_a_proof_that_grew_old(page, form)
    leave_by(page.locator("main form button.main").first)
    page.wait_for_url(AGAIN)
    assert not elsewhere(lambda: Lookup.objects.filter(party=party).exists())
    leave_by(page.locator("a[href*='2fa/reauthenticate/']").first)
    give_code(page, wrong_code(secret))
    expect(page.get_by_text(WRONG[language])).to_be_visible()
    give_code(page, next_digits(secret))

    page.wait_for_url(f"**{form}")
    expect(page.get_by_text(KEPT[language])).to_be_visible()
    expect(page.locator("[name=why]")).to_have_value(WHY)
    expect(page.locator("[name=ground]")).to_have_value("no_address")
    leave_by(page.locator("main form button.main").first)
    page.wait_for_url("**/console/lookups/**")
    assert elsewhere(lambda: Lookup.objects.get(party=party).party_id) == party.id
    told = elsewhere(lambda: list(Event.objects.filter(name="staff.stepped_up").order_by("number")))
    assert [event.data["how"] for event in told] == ["password", "mfa"]
