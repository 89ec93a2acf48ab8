"""What proved somebody once: the digits that switched an app on, an answer of a passkey, and copies of both."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from songda.records.court.staff.models import User
from songda.records.ground.evidence.models import Event
from tests import make
from tests.web.console.account.test_sign_in import PASSWORD, digits

pytestmark = pytest.mark.database
RP, ORIGIN = "testserver", "https://testserver"


@pytest.fixture(autouse=True)
def forget_tries() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def with_password(user: User) -> Client:
    browser = Client(headers={"accept-language": "en"})
    browser.post(reverse("account_login"), {"login": user.username, "password": PASSWORD}, secure=True)
    return browser


def proved(user: User) -> Client:
    browser = with_password(user)
    browser.post(reverse("account_reauthenticate"), {"password": PASSWORD}, secure=True)
    return browser


def is_in(browser: Client) -> bool:
    return browser.get(reverse("console:account"), secure=True).status_code == 200


def test_the_digits_that_switch_an_app_on_let_nobody_in_afterwards() -> None:
    user = make.user()
    browser, place = proved(user), reverse("mfa_activate_totp")
    secret = browser.get(place, secure=True).context["form"].secret
    code = digits(secret)
    browser.post(place, {"code": code}, secure=True)
    assert Authenticator.objects.filter(user=user).count() == 1
    entry = with_password(user)
    entry.post(reverse("mfa_authenticate"), {"code": code}, secure=True)
    assert not is_in(entry)


def test_of_two_tabs_with_the_same_digits_one_switches_it_on() -> None:
    user = make.user()
    browser, place = proved(user), reverse("mfa_activate_totp")
    secret = browser.get(place, secure=True).context["form"].secret
    other = Client(headers={"accept-language": "en"})
    other.cookies.update(browser.cookies)
    answers = [tab.post(place, {"code": digits(secret)}, secure=True).status_code for tab in (browser, other)]
    assert Authenticator.objects.filter(user=user).count() == 1
    assert 500 not in answers


@dataclass
class Key:
    """A passkey in software; `counter` is what it says next."""

    counter: int = 5
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def told(self, *, registers: bool = False) -> AuthenticatorData:
        about = hashlib.sha256(RP.encode()).digest()
        if not registers:
            return AuthenticatorData.create(about, 0x05, self.counter)
        numbers = self.private.public_key().public_numbers()
        cose = ES256({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
        return AuthenticatorData.create(
            about, 0x45, self.counter, AttestedCredentialData.create(bytes(16), b"passkey", cose)
        )

    def put_into(self, user: User) -> None:
        client = b'{"type":"webauthn.create","challenge":"","origin":"https://testserver"}'
        made = AttestationObject.create("none", self.told(registers=True), {})
        response = {"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(bytes(made))}
        named = {"id": websafe_encode(b"passkey"), "rawId": websafe_encode(b"passkey"), "type": "public-key"}
        data = {"name": "passkey", "credential": {**named, "response": response}}
        Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)

    def answer(self, challenge: str) -> str:
        client = json.dumps({"type": "webauthn.get", "challenge": challenge, "origin": ORIGIN}).encode()
        told = bytes(self.told())
        signature = self.private.sign(told + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(told),
            "signature": websafe_encode(signature),
        }
        named = {"id": websafe_encode(b"passkey"), "rawId": websafe_encode(b"passkey"), "type": "public-key"}
        return json.dumps({**named, "response": response})


def enters(user: User, key: Key, counter: int) -> bool:
    """Whether an answer with this counter lets in."""
    key.counter, browser, place = counter, with_password(user), reverse("mfa_authenticate")
    browser.get(place, secure=True)
    state: dict[str, Any] = browser.session["mfa.webauthn.state"]
    browser.post(place, {"credential": key.answer(state["challenge"])}, secure=True)
    return is_in(browser)


def test_a_passkey_whose_counter_runs_backwards_is_refused_and_that_is_on_record() -> None:
    user, key = make.user(), Key(5)
    key.put_into(user)
    assert [enters(user, key, counter) for counter in (6, 6, 5, 0, 9, 7, 10)] == [
        True, False, False, False, True, False, True,
    ]  # fmt: skip
    refused = Event.objects.filter(name="staff.refused", stream=f"staff:{user.id}")
    assert refused.count() == 4


def test_one_that_had_counted_further_when_it_was_set_up_is_refused_at_once() -> None:
    user, key = make.user(), Key(5)
    key.put_into(user)
    assert not enters(user, key, 5)


def test_one_that_does_not_count_says_nought_each_time() -> None:
    user, key = make.user(), Key(0)
    key.put_into(user)
    assert [enters(user, key, counter) for counter in (0, 0, 3, 0)] == [True, True, True, False]
