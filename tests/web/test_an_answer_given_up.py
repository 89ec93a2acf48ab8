"""A button pressed twice: the browser gives up the first answer, and the second gives it what the first would have."""

import copy
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from songda.records.ground.sent_forms.actions import GIVEN_AGAIN_FOR, send_once
from songda.web.look import sending
from tests.web.console.account.soft_passkey import HOST
from tests.web.console.account.test_acts import ACTS, Desk
from tests.web.console.account.test_sign_in import PASSWORD
from tests.web.forms_on_pages import forms_on
from tests.web.portal.scene import Visitor, arrived

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def forget_tries() -> None:
    cache.clear()


class Impatient(Client):
    """A browser whose owner presses every button twice."""

    def post(self, *args: Any, **more: Any) -> Any:
        brought = copy.deepcopy(self.cookies)
        self.first = super().post(*args, **more)
        self.given_up, self.cookies = self.cookies, brought
        return super().post(*args, **more)


def impatient(at: Client, **more: Any) -> Impatient:
    """The same browser, in other hands."""
    browser = Impatient(**more)
    browser.cookies = at.cookies
    return browser


@pytest.mark.parametrize("name", ACTS)
def test_on_the_pages_of_the_account_the_second_press_has_what_the_first_did(name: str) -> None:
    act, desk = ACTS[name], Desk()
    act.begin(desk)
    browser = desk.browser = impatient(desk.browser, SERVER_NAME=HOST)
    last = act.play(desk, True)
    assert (last.status_code, last.headers.get("Location")) == (
        browser.first.status_code,
        browser.first.headers.get("Location"),
    )
    assert last.headers.get("Clear-Site-Data") == browser.first.headers.get("Clear-Site-Data")
    stands = browser.get(reverse("console:account")).status_code
    browser.cookies = browser.given_up
    assert browser.get(reverse("console:account")).status_code == stands
    assert (stands == 200) is ("logout" not in name and "refused" not in name)


def test_a_new_mark_against_forged_forms_comes_with_the_session_of_a_sign_in() -> None:
    desk = Desk()
    desk.browser = impatient(desk.browser, SERVER_NAME=HOST)
    desk.browser.get(reverse("account_login"))
    before = desk.browser.cookies["csrftoken"].value
    ACTS["account_login"].play(desk, True)
    assert desk.browser.cookies["csrftoken"].value != before
    assert desk.browser.cookies["songda_device"].value


def names(visitor: Visitor) -> tuple[str, dict[str, Any]]:
    """The form of the name and number, filled in."""
    page, party = f"/s/{visitor.token}/who", visitor.envelope.party
    form = next(f for f in forms_on(page, visitor.get("who").content.decode()) if f.address == page)
    return page, form.filled({"name": party.name, "number": party.number})


def key_of(client: Client) -> str:
    cookie = client.cookies.get("sessionid")
    return cookie.value if cookie else ""


def test_however_often_it_is_pressed_the_code_can_be_typed_then() -> None:
    visitor = Visitor(arrived())
    page, typed = names(visitor)
    brought = copy.deepcopy(visitor.client.cookies)
    for _ in range(4):
        visitor.client.cookies = copy.deepcopy(brought)
        assert visitor.client.post(page, typed)["Location"].endswith("/code")
    assert visitor.get("code").status_code == 200
    assert visitor.type_code()["Location"].endswith("/papers")


@pytest.mark.parametrize("missing", ["the mark", "the session before", "the form's own key"])
def test_whoever_has_seen_the_form_alone_is_given_nothing(missing: str) -> None:
    visitor = Visitor(arrived())
    visitor.post("paper-or-help", {"what": "paper"})
    page, typed = names(visitor)
    session = visitor.client.session  # which somebody planted, or which is of another visit
    session["here"] = True
    session.save()
    visitor.client.cookies["sessionid"] = session.session_key
    brought = copy.deepcopy(visitor.client.cookies)
    visitor.client.post(page, typed)
    theirs = key_of(visitor.client)
    stranger = Client()
    stranger.cookies = copy.deepcopy(brought)
    if missing == "the mark":
        stranger.cookies["csrftoken"] = "x" * 32
    elif missing == "the session before":
        del stranger.cookies["sessionid"]
    else:
        typed = names(visitor)[1]
    stranger.post(page, typed)
    assert key_of(stranger) != theirs


def test_a_session_with_which_a_browser_came_is_not_given_again() -> None:
    visitor = Visitor(arrived())
    page, typed = names(visitor)
    brought = copy.deepcopy(visitor.client.cookies)
    visitor.client.post(page, typed)
    assert visitor.get("code").status_code == 200
    late = Client()
    late.cookies = brought
    assert late.post(page, typed)["Location"].endswith("/code")
    assert key_of(late) == ""
    assert visitor.get("code").status_code == 200


def test_nor_is_it_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = Visitor(arrived())
    page, typed = names(visitor)
    brought = copy.deepcopy(visitor.client.cookies)
    visitor.client.post(page, typed)
    late, later = Client(), sending.now() + GIVEN_AGAIN_FOR + timedelta(seconds=1)
    late.cookies = brought
    monkeypatch.setattr(sending, "now", lambda: later)
    late.post(page, typed)
    assert key_of(late) == ""


@pytest.mark.parametrize("name", ["account_logout", "account_reauthenticate"])
def test_a_second_press_that_overtakes_nothing_is_no_fault(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was read while the old session still stood, and would store it; by then the first press has ended it."""
    desk = Desk().signed_in()
    session = desk.browser.session
    session["seen_at"] = (sending.now() - timedelta(minutes=5)).isoformat()
    session.save()
    first, posts = copy.copy(desk.browser), []

    def overtaken(*told: Any) -> object:
        if not posts:
            posts.append(1)
            first.cookies = copy.deepcopy(desk.browser.cookies)
            posts.append(first.post(*sent).status_code)
        return send_once(*told)

    monkeypatch.setattr(sending, "send_once", overtaken)
    page = reverse(name)
    form = next(f for f in forms_on(page, desk.browser.get(page).content.decode()) if f.address == page)
    sent = (page, form.filled({"password": PASSWORD} if "re" in name else {}))
    assert (desk.browser.post(*sent).status_code, posts[1:]) == (302, [302])
    assert desk.browser.get(reverse("console:account")).status_code == (200 if "re" in name else 302)
