"""How somebody signed in, what they were refused for, and who was turned away, can be read afterwards."""

from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from songda.clock import now
from songda.core.access import Role
from songda.records.court.staff.models import User
from songda.records.court.staff.signing_in import make_codes
from songda.records.ground.evidence.models import Event
from songda.records.ground.limits.actions import LIMITS, LimitedInput, TooManyTriesError, count_try
from tests import make

pytestmark = pytest.mark.database
PASSWORD, SECRET = "correct horse battery", "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def forget_tries() -> None:
    cache.clear()


def after_password(user: User) -> Client:
    browser = Client()
    browser.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    return browser


def digits(steps_ago: int = 0) -> str:
    """What the app shows now, or showed so many half minutes ago."""
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(SECRET, counter - steps_ago))


def enters(user: User, code: str) -> bool:
    browser = after_password(user)
    browser.post(reverse("mfa_authenticate"), {"code": code})
    return browser.get(reverse("console:cases")).status_code == 200


def told_of(user: User) -> list[tuple[str, Any]]:
    wanted = ("staff.signed_in", "staff.refused")
    events = Event.objects.filter(stream=f"staff:{user.id}", name__in=wanted).order_by("number")
    return [(event.name.partition(".")[2], event.data) for event in events]


def test_every_way_in_is_on_record_with_its_factors_and_every_wrong_one_too() -> None:
    plain, careful = make.user(), make.user()
    (code, *_) = make_codes(careful, now())
    after_password(plain)
    assert told_of(plain) == [("signed_in", {"how": "password"})]
    assert not enters(careful, "aaaa-bbbb-cccc")
    assert enters(careful, code)
    assert told_of(careful) == [("refused", {"factor": "code"}), ("signed_in", {"how": "password entry_code"})]


def test_a_wrong_password_is_on_record_and_a_name_that_nobody_has_is_not() -> None:
    clerk, before = make.user(), Event.objects.count()
    for name in (clerk.username, "nobody-of-this-name", PASSWORD):
        Client().post(reverse("account_login"), {"login": name, "password": "not the right one at all"})
    assert told_of(clerk) == [("refused", {})]
    assert Event.objects.count() == before + 1


def test_the_digits_of_an_app_are_good_once_and_for_half_a_minute() -> None:
    clerk = make.user()
    totp.TOTP.activate(clerk, SECRET)
    assert not enters(clerk, digits(steps_ago=2))
    shown = digits()
    assert enters(clerk, shown)
    assert not enters(clerk, shown)
    assert ("signed_in", {"how": "password totp"}) in told_of(clerk)


def test_whoever_is_turned_away_stands_in_the_log_without_a_name(caplog: pytest.LogCaptureFixture) -> None:
    clerk = make.user(role=Role.CLERK, name="陈书记员")
    assert after_password(clerk).get(reverse("console:court")).status_code == 403
    line = next(one.getMessage() for one in caplog.records if one.name == "songda.web")
    assert line == f"turned away: staff {clerk.id} (clerk), who asked to run_court"


def test_a_place_that_guesses_stands_there_too_without_its_address(caplog: pytest.LogCaptureFixture) -> None:
    place = "192.0.2.1"
    for _ in range(LIMITS[LimitedInput.QUESTION].count):
        count_try(LimitedInput.QUESTION, place, now())
    with pytest.raises(TooManyTriesError):
        count_try(LimitedInput.QUESTION, place, now())
    assert [one.getMessage() for one in caplog.records] == ["too many tries from one place on the network: question"]
    assert place not in caplog.text
