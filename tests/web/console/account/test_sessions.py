"""A session begins with a sign-in, lasts as long as it may, and is worth nothing once it has ended."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from songda.clock import now
from songda.records.court.staff.models import User
from songda.records.ground.evidence.models import Event
from songda.site.cli.court import signout
from tests import make

pytestmark = pytest.mark.database
PASSWORD = "correct horse battery"
SWEPT = '"cache", "storage"'


@pytest.fixture(autouse=True)
def forget_tries() -> None:
    cache.clear()


def signed_in(user: User) -> Client:
    client = Client()
    assert client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD}).status_code == 302
    return client


@pytest.fixture
def browser() -> Client:
    """In which a clerk has signed in."""
    return signed_in(make.user())


def place_of(browser: Client) -> str:
    return browser.get("/console/").headers.get("Location", "").partition("?")[0]


def test_however_busy_they_are_staff_sign_in_again_after_half_a_day(browser: Client) -> None:
    for hours, place in ((11.9, ""), (12.1, reverse("account_login"))):
        session = browser.session
        session["began_at"] = (now() - timedelta(hours=hours)).isoformat()
        session.save()
        assert place_of(browser) == place
    assert [event.data for event in Event.objects.filter(name="staff.signed_out")] == [{"why": "long"}]


def test_whoever_signs_out_leaves_nothing_in_the_browser_and_the_old_key_opens_nothing(browser: Client) -> None:
    key = browser.cookies["sessionid"].value
    assert "Clear-Site-Data" not in browser.get("/console/")
    assert browser.post(reverse("account_logout"))["Clear-Site-Data"] == '"cache", "storage"'
    thief = Client()
    thief.cookies["sessionid"] = key
    assert place_of(thief) == reverse("account_login")


def test_whoever_went_away_leaves_nothing_either(browser: Client) -> None:
    session = browser.session
    session["seen_at"] = (now() - timedelta(hours=1)).isoformat()
    session.save()
    assert browser.get("/console/")["Clear-Site-Data"] == '"cache", "storage"'


def test_every_sign_in_and_every_further_proof_gives_a_key_that_nobody_knew(browser: Client) -> None:
    first = browser.cookies["sessionid"].value
    assert len(first) >= 32  # letters and digits by chance: more than 160 bits
    assert browser.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    assert browser.cookies["sessionid"].value != first
    thief = Client()
    thief.cookies["sessionid"] = first
    assert place_of(thief) == reverse("account_login")


def test_what_the_browser_keeps_is_hidden_from_scripts_and_other_sites(browser: Client) -> None:
    kept = {name: cookie for name, cookie in browser.cookies.items() if cookie.value}
    assert {"sessionid", "csrftoken", "songda_device"} <= kept.keys()
    assert {(cookie["httponly"], cookie["samesite"]) for cookie in kept.values()} == {(True, "Lax")}


def test_another_factor_ends_the_sessions_at_other_computers_and_not_this_one() -> None:
    clerk = make.user()
    here, elsewhere, stranger = (signed_in(user) for user in (clerk, clerk, make.user()))
    here.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert here.post(reverse("console:codes")).status_code == 201
    assert [place_of(each) for each in (here, elsewhere, stranger)] == ["", reverse("account_login"), ""]


def test_whoever_runs_the_machine_signs_one_out_or_everybody() -> None:
    clerk = make.user()
    browsers = [signed_in(clerk), signed_in(clerk), signed_in(make.user())]
    told = CliRunner().invoke(signout, [clerk.username])
    assert told.output == "Sessions ended: 2\n"
    assert [bool(place_of(each)) for each in browsers] == [True, True, False]
    assert CliRunner().invoke(signout, ["--everybody"]).output == "Sessions ended: 1\n"
    assert all(place_of(each) for each in browsers)
    for wrong in ([], ["nobody-has-it"], [clerk.username, "--everybody"]):
        assert CliRunner().invoke(signout, wrong).exit_code == 2


def test_a_planted_key_is_not_taken_and_nobody_is_led_to_another_site() -> None:
    client, planted = Client(), "planted" * 4
    client.cookies["sessionid"] = planted
    told = {"login": make.user().username, "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post(reverse("account_login"), told)["Location"] == "/console/"
    assert client.cookies["sessionid"].value != planted


@pytest.mark.parametrize("name", ["console:today", "console:account", "console:cases", "mfa_index"])
def test_the_way_out_stands_on_every_page(browser: Client, name: str) -> None:
    assert reverse("account_logout") in browser.get(reverse(name)).content.decode()
