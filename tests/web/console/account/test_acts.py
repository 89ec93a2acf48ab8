"""Every act of the account pages stands with its event or not at all, under every wrapper that a form passes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from songda.clock import now
from songda.records.court.staff.models import User
from songda.records.court.staff.sessions import contents
from songda.records.court.staff.signing_in import end_sessions
from songda.records.ground.evidence.models import Event
from tests import make
from tests.web.console.account.soft_passkey import HOST, SoftPasskey
from tests.web.console.account.test_sign_in import PASSWORD, digits
from tests.web.forms_on_pages import Form, forms_on

pytestmark = pytest.mark.database(transaction=True)
NEW = "staple battery correct horse"

# Pages that only show something, or that answer everybody with the page of what is not there.
NO_ACTS = {
    *("account_inactive", "account_signup", "account_set_password", "account_confirm_login_code"),
    *("account_email", "account_email_verification_sent", "account_confirm_email", "account_reset_password"),
    *("account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done"),
    *("mfa_index", "mfa_list_webauthn", "sign_on", "sign_on_back", "sign_on_left"),
}


@dataclass
class Desk:
    """A clerk with whatever the act needs, in front of the page on which its form stands."""

    clerk: User = field(default_factory=make.user)
    browser: Client = field(default_factory=lambda: Client(SERVER_NAME=HOST, raise_request_exception=False))
    passkey: SoftPasskey = field(default_factory=SoftPasskey)
    secret: str = ""

    def send(self, name: str, typed: dict[str, Any], *, keyed: bool = False, args: tuple[int, ...] = ()) -> Any:
        """Send the form of this page, with the key that a browser would bring or without one."""
        address = reverse(name, args=args)
        if keyed:
            typed = _form(address, self.browser.get(address), typed).filled(typed)
        return self.browser.post(address, typed)

    def signed_in(self) -> "Desk":
        self.send("account_login", {"login": self.clerk.username, "password": PASSWORD})
        self.send("account_reauthenticate", {"password": PASSWORD})
        return self

    def with_app(self) -> "Desk":
        self.signed_in()
        self.secret = self.browser.get(reverse("mfa_activate_totp")).context["form"].secret
        assert self.send("mfa_activate_totp", {"code": digits(self.secret)}).status_code == 302
        cache.clear()  # the same half minute's digits may be typed once more
        return self

    def with_passkey(self) -> "Desk":
        self.signed_in()
        assert _on_page("mfa_add_webauthn", _new_passkey)(self, False).status_code == 302
        return self

    def before_the_second_factor(self) -> "Desk":
        self.browser.cookies.clear()
        self.send("account_login", {"login": self.clerk.username, "password": PASSWORD})
        return self

    @property
    def own_key(self) -> int:
        return int(Authenticator.objects.get(user=self.clerk, type="webauthn").pk)


Play = Callable[[Desk, bool], Any]


@dataclass(frozen=True)
class Act:
    """What is sent, what must be there before, and the events that must stand with it."""

    begin: Callable[[Desk], Desk]
    play: Play
    events: tuple[str, ...]


def _on_page(name: str, typed: Callable[[Desk, Any], dict[str, Any]]) -> Play:
    """What is typed hangs on what the page shows: a challenge, a secret."""

    def play(desk: Desk, keyed: bool) -> Any:
        address = reverse(name)
        page = desk.browser.get(address)
        said = typed(desk, page.context)
        return desk.browser.post(address, _form(address, page, said).filled(said) if keyed else said)

    return play


def _new_passkey(desk: Desk, shown: Any) -> dict[str, Any]:
    return {"name": "蓝色", "credential": desk.passkey.made(shown["js_data"]["creation_options"])}


def _proof(desk: Desk, shown: Any) -> dict[str, Any]:
    return {"credential": desk.passkey.proof(shown["js_data"]["request_options"])}


def _typed(name: str, typed: Callable[[Desk], dict[str, Any]], *, of_key: bool = False) -> Play:
    def play(desk: Desk, keyed: bool) -> Any:
        return desk.send(name, typed(desk), keyed=keyed, args=(desk.own_key,) if of_key else ())

    return play


ACTS: dict[str, Act] = {
    "account_login": Act(
        lambda desk: desk,
        _typed("account_login", lambda desk: {"login": desk.clerk.username, "password": PASSWORD}),
        ("staff.signed_in",),
    ),
    "account_login, refused": Act(
        lambda desk: desk,
        _typed("account_login", lambda desk: {"login": desk.clerk.username, "password": "wrong"}),
        ("staff.refused",),
    ),
    "account_logout": Act(Desk.signed_in, _typed("account_logout", lambda _: {}), ("staff.signed_out",)),
    "account_reauthenticate": Act(
        Desk.signed_in, _typed("account_reauthenticate", lambda _: {"password": PASSWORD}), ()
    ),
    "account_change_password": Act(
        Desk.signed_in,
        _typed("account_change_password", lambda _: {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}),
        ("staff.password_chosen",),
    ),
    "mfa_activate_totp": Act(
        Desk.signed_in,
        _on_page("mfa_activate_totp", lambda _, shown: {"code": digits(shown["form"].secret)}),
        ("staff.factor_added",),
    ),
    "mfa_deactivate_totp": Act(Desk.with_app, _typed("mfa_deactivate_totp", lambda _: {}), ("staff.factor_removed",)),
    "mfa_authenticate": Act(
        lambda desk: desk.with_app().before_the_second_factor(),
        _typed("mfa_authenticate", lambda desk: {"code": digits(desk.secret)}),
        ("staff.signed_in",),
    ),
    "mfa_authenticate, by passkey": Act(
        lambda desk: desk.with_passkey().before_the_second_factor(),
        _on_page("mfa_authenticate", _proof),
        ("staff.signed_in",),
    ),
    "mfa_reauthenticate": Act(
        Desk.with_app, _typed("mfa_reauthenticate", lambda desk: {"code": digits(desk.secret)}), ()
    ),
    "mfa_reauthenticate_webauthn": Act(
        Desk.with_passkey,
        _on_page("mfa_reauthenticate_webauthn", _proof),
        (),
    ),
    "mfa_add_webauthn": Act(Desk.signed_in, _on_page("mfa_add_webauthn", _new_passkey), ("staff.factor_added",)),
    "mfa_edit_webauthn": Act(
        Desk.with_passkey, _typed("mfa_edit_webauthn", lambda _: {"name": "红色"}, of_key=True), ()
    ),
    "mfa_remove_webauthn": Act(
        Desk.with_passkey, _typed("mfa_remove_webauthn", lambda _: {}, of_key=True), ("staff.factor_removed",)
    ),
}


@pytest.fixture(autouse=True)
def forget_tries() -> None:
    cache.clear()


def _form(address: str, page: Any, typed: dict[str, Any]) -> Form:
    """The form of a page that goes to its own address and has these fields, and the key."""
    named, forms = {*typed, "form_key"}, forms_on(address, page.content.decode())
    return next(one for one in forms if one.address == address and named <= {each.name for each in one.fields})


def _pages(among: URLResolver, at: str = "") -> Iterator[tuple[str, str]]:
    for each in among.url_patterns:
        path = at + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _pages(each, path)
        elif isinstance(each, URLPattern) and path.startswith("accounts/"):
            yield path, str(each.name)


def _stands(clerk: User) -> tuple[Any, ...]:
    """What the acts of these pages change: the password, the factors, and who is signed in."""
    account = User.objects.get(id=clerk.id)
    factors = Authenticator.objects.filter(user=clerk).order_by("pk").values_list("pk", "type")
    sessions = [contents(row) for row in Session.objects.all()]
    return account.password, account.must_change_password, list(factors), sum(SESSION_KEY in one for one in sessions)


def _events(clerk: User) -> list[str]:
    return list(Event.objects.filter(stream=f"staff:{clerk.id}").order_by("number").values_list("name", flat=True))


def test_every_page_of_the_account_is_known_to_act_or_not_to() -> None:
    found = {name for _, name in _pages(get_resolver())}
    assert found == NO_ACTS | {name.partition(",")[0] for name in ACTS}


@pytest.mark.rows_by_day(25, "every act of an account, with and without a fault")
@pytest.mark.parametrize("keyed", [True, False], ids=["with the key of its form", "without"])
@pytest.mark.parametrize("name", ACTS)
def test_an_act_and_its_event_are_stored_together_or_not_at_all(
    name: str, keyed: bool, settings: Any, tmp_path: Path
) -> None:
    act, desk = ACTS[name], Desk()
    act.begin(desk)
    before, stood = _events(desk.clerk), _stands(desk.clerk)
    if act.events:
        kept, settings.EVENT_KEYS_FILE = settings.EVENT_KEYS_FILE, tmp_path / "lost.json"
        assert act.play(desk, keyed).status_code == 500
        assert (_events(desk.clerk), _stands(desk.clerk)) == (before, stood)
        settings.EVENT_KEYS_FILE = kept
    assert act.play(desk, keyed).status_code in {200, 302}
    assert tuple(_events(desk.clerk)[len(before) :]) == act.events
    assert (_stands(desk.clerk) != stood) is bool(act.events and "refused" not in name)


def test_what_is_no_act_changes_nothing_however_it_is_asked() -> None:
    desk = Desk().with_app()
    before, stood = _events(desk.clerk), _stands(desk.clerk)
    for path in (path for path, name in _pages(get_resolver()) if name in NO_ACTS):
        plain = "/" + path.replace("^", "").partition("(?P")[0].rstrip("$")
        for ask in (desk.browser.get, desk.browser.post):
            assert ask(plain, {"email": "chen@example.com", "password1": NEW, "password2": NEW}).status_code < 500
    assert (_events(desk.clerk), _stands(desk.clerk)) == (before, stood)


@pytest.mark.parametrize("name", ["mfa_activate_totp", "mfa_add_webauthn", "mfa_remove_webauthn"])
def test_a_changed_factor_ends_every_other_session_and_not_the_own(name: str) -> None:
    act, desk = ACTS[name], Desk()
    act.begin(desk)
    other = Client()
    other.force_login(desk.clerk)
    act.play(desk, True)
    assert desk.browser.get(reverse("console:account")).status_code == 200
    assert other.get(reverse("console:account")).status_code == 302
    assert end_sessions(desk.clerk) == 1


def test_a_session_that_idles_ends_with_its_event_or_goes_on(settings: Any, tmp_path: Path) -> None:
    desk = Desk().signed_in()
    session = desk.browser.session
    session["seen_at"] = (now() - timedelta(hours=1)).isoformat()
    session.save()
    kept, settings.EVENT_KEYS_FILE = settings.EVENT_KEYS_FILE, tmp_path / "lost.json"
    stood = _stands(desk.clerk)
    assert desk.browser.get(reverse("console:account")).status_code == 500
    assert _stands(desk.clerk) == stood
    settings.EVENT_KEYS_FILE = kept
    assert desk.browser.get(reverse("console:account")).status_code == 302
    assert _events(desk.clerk)[-1] == "staff.signed_out"
    assert _stands(desk.clerk) != stood
