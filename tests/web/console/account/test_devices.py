"""A stranger who guesses at a clerk's account slows himself down, not the clerk at her own computer."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from songda.records.court.staff.models import User
from songda.web.console.account.sign_in import KNOWN_FOR
from tests import make

pytestmark = pytest.mark.database
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def forget_tries() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def sign_in(browser: Client, user: User, password: str = PASSWORD) -> bool:
    told = {"login": user.username, "password": password}
    page = browser.post(reverse("account_login"), told, REMOTE_ADDR=f"192.0.2.{id(browser) % 250}")
    return page.status_code == 302


def own_computer(*of: User) -> Client:
    """A browser in which these members of staff signed in and out."""
    browser = Client()
    for user in of:
        assert sign_in(browser, user)
        browser.post(reverse("account_logout"))
    return browser


def guess(user: User, times: int = 6, browser: Client | None = None) -> None:
    for _ in range(times):
        assert not sign_in(browser or Client(), user, "wrong")


def test_a_stranger_locks_only_strangers_out() -> None:
    clerk = make.user()
    home = own_computer(clerk)
    guess(clerk)
    assert not sign_in(Client(), clerk)
    assert sign_in(home, clerk)


def test_at_the_own_computer_too_five_wrong_passwords_are_the_end() -> None:
    clerk = make.user()
    home = own_computer(clerk)
    guess(clerk, 5, home)
    assert not sign_in(home, clerk)
    assert sign_in(own_computer(clerk), clerk)


def test_a_computer_is_known_only_for_those_who_signed_in_there() -> None:
    clerk, colleague = make.user(), make.user()
    home = own_computer(clerk)
    guess(colleague)
    assert not sign_in(home, colleague)


def test_the_name_may_be_typed_in_capitals() -> None:
    clerk = make.user()
    home = own_computer(clerk)
    guess(clerk)
    clerk.username = clerk.username.upper()
    assert sign_in(home, clerk)


def test_colleagues_may_share_a_computer() -> None:
    clerk, colleague = make.user(), make.user()
    shared = own_computer(clerk, colleague)
    guess(clerk)
    guess(colleague)
    assert sign_in(shared, clerk)
    assert sign_in(shared, colleague)


def test_a_new_password_forgets_every_computer() -> None:
    clerk = make.user()
    home = own_computer(clerk)
    clerk.set_password("another long password")
    clerk.save()
    guess(clerk)
    assert not sign_in(home, clerk, "another long password")


@pytest.mark.parametrize("forged", ["", "x", "eyJkZXZpY2UiOiAieCJ9:1abc:def"])
def test_a_forged_mark_is_worth_nothing(forged: str) -> None:
    clerk = make.user()
    browser = Client()
    browser.cookies[settings.DEVICE_COOKIE_NAME] = forged
    guess(clerk)
    assert not sign_in(browser, clerk)


def test_the_mark_is_closed_to_scripts_and_ends_one_day() -> None:
    browser = Client()
    assert sign_in(browser, make.user())
    mark = browser.cookies[settings.DEVICE_COOKIE_NAME]
    assert mark["httponly"]
    assert (mark["path"], mark["samesite"]) == ("/", "Lax")  # a name of one host asks for this path
    assert timedelta(seconds=int(mark["max-age"])) == KNOWN_FOR


def test_a_wrong_password_gives_no_mark() -> None:
    browser = Client()
    sign_in(browser, make.user(), "wrong")
    assert settings.DEVICE_COOKIE_NAME not in browser.cookies
