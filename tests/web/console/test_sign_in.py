"""Signing in: accounts are given, guessing is slow, a second factor can be switched on."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from songda.core.access import Role
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


def test_the_account_page_tells_what_the_office_may_do() -> None:
    page = signed_in(role=Role.AUDITOR, language="en").get(reverse("console:account")).content.decode()
    assert "Export proofs" in page
    assert "Serve papers" not in page
