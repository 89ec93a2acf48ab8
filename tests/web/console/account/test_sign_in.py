"""Signing in: accounts are given, guessing is slow, a second factor can be switched on."""

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as conf
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from songda.clock import now
from songda.core.access import Role
from songda.core.refusal import Refused
from songda.records.court.staff.actions import refuse_taken
from songda.records.court.staff.models import User
from songda.records.ground.evidence.models import Event
from songda.web.console.account.password_rules import NoRepetition
from songda.web.console.account.second_factors import SealedFactors
from tests import make
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def forget_tries() -> None:
    cache.clear()


def attempt(username: str, password: str) -> tuple[int, str]:
    page = Client().post(reverse("account_login"), {"login": username, "password": password})
    return page.status_code, page.headers.get("Location", "")


def test_a_clerk_signs_in_and_lands_on_today() -> None:
    clerk = make.user()
    assert attempt(clerk.username, PASSWORD) == (302, "/console/")


def test_whoever_asked_for_the_console_begins_at_their_own_desk_and_others_where_they_wanted() -> None:
    judge = make.user(role=Role.JUDGE)
    for asked, home in ((reverse("console:today"), reverse("console:judge")), (reverse("console:cases"),) * 2):
        client = Client()
        way_in = client.get(asked).headers["Location"]
        page = client.post(way_in, {"login": judge.username, "password": PASSWORD, **_next_of(way_in)})
        assert page.headers["Location"] == home


def _next_of(way_in: str) -> dict[str, str]:
    return {"next": way_in.partition("next=")[2]} if "next=" in way_in else {}


def test_an_administrator_who_sees_no_cases_begins_at_the_court() -> None:
    assert attempt(make.user(role=Role.ADMINISTRATOR).username, PASSWORD) == (302, "/console/court/")


def test_a_wrong_password_says_so_and_shows_the_form_again() -> None:
    page = Client().post(reverse("account_login"), {"login": make.user().username, "password": "wrong"})
    assert page.status_code == 200
    assert "account/login.html" in {template.name for template in page.templates}
    assert 'role="alert"' in page.content.decode()


def test_after_five_wrong_passwords_even_the_right_one_waits() -> None:
    clerk = make.user()
    for _ in range(5):
        attempt(clerk.username, "wrong")
    assert attempt(clerk.username, PASSWORD)[0] != 302


def test_every_entry_exit_and_refusal_is_put_on_record() -> None:
    clerk = make.user()
    client = Client()
    client.post(reverse("account_login"), {"login": clerk.username, "password": "wrong"})
    client.post(reverse("account_login"), {"login": "nobody", "password": "wrong"})
    client.post(reverse("account_login"), {"login": clerk.username, "password": PASSWORD})
    client.post(reverse("account_logout"))
    told = Event.objects.filter(stream=f"staff:{clerk.id}").order_by("number").values_list("name", flat=True)
    assert list(told) == ["staff.admitted", "staff.refused", "staff.signed_in", "staff.signed_out"]
    assert Event.objects.filter(name="staff.refused").count() == 1


def test_guesses_in_other_capitals_are_on_record_too() -> None:
    clerk = make.user()
    Client().post(reverse("account_login"), {"login": clerk.username.upper(), "password": "wrong"})
    assert Event.objects.filter(name="staff.refused", stream=f"staff:{clerk.id}").count() == 1
    with pytest.raises(Refused, match="account_exists"):
        refuse_taken(clerk.username.upper())


def test_with_a_second_factor_the_entry_is_recorded_only_after_it() -> None:
    clerk = make.user()
    switch_on_app(clerk)
    Client().post(reverse("account_login"), {"login": clerk.username, "password": PASSWORD})
    assert not Event.objects.filter(name="staff.signed_in").exists()


def test_a_closed_account_does_not_open() -> None:
    clerk = make.user()
    clerk.is_active = False
    clerk.save()
    assert attempt(clerk.username, PASSWORD)[1] != "/console/"


def test_nobody_can_make_an_account_for_himself() -> None:
    page = Client().post(reverse("account_signup"), {"username": "wu", "password1": PASSWORD, "password2": PASSWORD})
    assert "account/signup_closed.html" in {template.name for template in page.templates}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    "name", ["account_login", "account_logout", "account_change_password", "mfa_index", "account_reauthenticate"]
)
def test_the_pages_of_the_account_wear_the_house_style(name: str, language: str) -> None:
    client = Client(headers={"accept-language": language}) if name == "account_login" else signed_in(language=language)
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert 'class="gatehouse"' in page.content.decode()


def switch_on_app(clerk: User) -> tuple[Client, str]:
    """The clerk shows his password once more and types the digits of his app; gives the app's secret."""
    client = signed_in(clerk)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    page = client.post(reverse("mfa_activate_totp"), {"code": digits(secret)})
    assert page.status_code == 302
    return client, secret


def digits(secret: str) -> str:
    """What the app shows now."""
    now = totp.yield_hotp_counters_from_time()
    return totp.format_hotp_value(totp.hotp_value(secret, next(iter(now))))


def test_with_the_second_factor_the_password_alone_does_not_open() -> None:
    clerk = make.user()
    switch_on_app(clerk)
    client = Client()
    first = client.post(reverse("account_login"), {"login": clerk.username, "password": PASSWORD})
    assert first.headers["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("console:today")).status_code == 302
    page = client.get(reverse("mfa_authenticate")).content.decode()
    assert 'class="gatehouse"' in page
    assert "mfa_webauthn_authenticate" not in page  # he has no passkey, so none is asked for


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn", "console:codes"])
def test_changing_the_protection_asks_for_the_password_once_more(name: str) -> None:
    client = signed_in()
    assert client.get(reverse(name)).headers.get("Location", "").startswith(reverse("account_reauthenticate"))


def test_every_page_of_the_second_factor_wears_the_house_style() -> None:
    client, _ = switch_on_app(make.user())
    for name in ("mfa_index", "mfa_deactivate_totp"):
        page = client.get(reverse(name))
        assert page.status_code == 200
        assert 'class="gatehouse"' in page.content.decode()


def test_the_account_page_tells_what_the_office_may_do() -> None:
    page = signed_in(role=Role.AUDITOR, language="en").get(reverse("console:account")).content.decode()
    assert "See lists of papers and certificates" in page or "See the lists of papers and certificates" in page
    assert "Serve papers" not in page


@pytest.mark.parametrize("place", ["password/reset/", "password/reset/done/", "email/", "confirm-email/"])
def test_the_ways_in_by_mail_are_closed(place: str) -> None:
    assert Client().get(f"/accounts/{place}").status_code == 404
    assert Client().post(f"/accounts/{place}", {"email": "chen@example.com"}).status_code == 404


def test_staff_who_have_gone_away_are_signed_out() -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": make.user().username, "password": PASSWORD})
    assert "seen_at" in client.session

    def away_for(minutes: int) -> None:
        session = client.session
        session["seen_at"] = (now() - timedelta(minutes=minutes)).isoformat()
        session.save()

    assert client.get("/console/").status_code == 200
    away_for(conf.STAFF_IDLE_MINUTES - 1)
    assert client.get("/console/").status_code == 200
    away_for(conf.STAFF_IDLE_MINUTES + 1)
    page = client.get("/console/")
    assert (page.status_code, page.headers["Location"].partition("?")[0]) == (302, reverse("account_login"))
    assert client.get("/console/").status_code == 302
    ended = Event.objects.filter(name="staff.signed_out")
    assert [(event.actor, event.data) for event in ended] == [("engine", {"why": "idle"})]


@pytest.mark.parametrize("word", ["aaaaaaaaaaaaaaaa", "abcabcabcabcabc", "Songda1Songda1Songda1", "123412341234!"])
def test_a_password_that_only_repeats_itself_is_refused(word: str) -> None:
    with translation.override("en"), pytest.raises(ValidationError, match="again and again"):
        NoRepetition().validate(word)


def test_the_password_in_use_is_no_new_one_and_several_words_are() -> None:
    clerk = make.user()
    with pytest.raises(ValidationError):
        validate_password(PASSWORD, clerk)
    validate_password("correct horse battery staple", clerk)


def test_cookies_are_for_this_host_alone_where_the_site_is_encrypted() -> None:
    kinds = "SESSION", "CSRF", "LANGUAGE", "TYPE", "DEVICE"
    names = tuple(f"{kind}_COOKIE_NAME" for kind in kinds)
    program = f"import songda.site.settings as s; print(*(getattr(s, name) for name in {names}))"
    environment = {**os.environ, "SONGDA_PUBLIC_URL": "https://service.court.example"}
    words = [sys.executable, "-c", program]
    told = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    assert len(told.stdout.split()) == len(kinds)
    assert all(name.startswith("__Host-") for name in told.stdout.split())
    marks = [f"{kind}_COOKIE_SECURE" for kind in ("SESSION", "CSRF", "LANGUAGE")]
    words[-1] = f"import songda.site.settings as s; print([getattr(s, name) for name in {marks}])"
    for address, secure in (("https://service.court.example", True), ("http://127.0.0.1:8000", False)):
        environment["SONGDA_PUBLIC_URL"] = address
        told = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
        assert told.stdout.strip() == str([secure] * len(marks))


def test_every_cookie_that_comes_over_an_encrypted_line_stays_on_such_lines(settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = settings.LANGUAGE_COOKIE_SECURE = True
    browser, clerk = Client(), make.user()
    browser.get(reverse("account_login"), secure=True)
    browser.post(reverse("account_login"), {"login": clerk.username, "password": PASSWORD}, secure=True)
    browser.post(reverse("set_language"), {"language": "en"}, secure=True)
    browser.post(reverse("set_type_size"), {"size": "large"}, secure=True)
    kinds = ("SESSION", "CSRF", "LANGUAGE", "TYPE", "DEVICE")
    assert set(browser.cookies) >= {getattr(settings, f"{kind}_COOKIE_NAME") for kind in kinds}
    assert {name for name, cookie in browser.cookies.items() if not (cookie["secure"] and cookie["httponly"])} == set()


def test_what_second_factors_rest_on_lies_sealed_in_the_database() -> None:
    clerk, secret = make.user(), "JBSWY3DPEHPK3PXP"
    activated = totp.TOTP.activate(clerk, secret)
    stored = Authenticator.objects.get(user=clerk, type="totp")
    assert secret not in str(stored.data)
    assert stored.wrap().validate_code(digits(secret))
    assert activated.instance == stored
    with pytest.raises(ValueError, match=r"Invalid|base64|padding"):
        SealedFactors().decrypt("no seal")
