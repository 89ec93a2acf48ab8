"""What a court's single sign-on says is believed where it is signed by it, for us, for this question, and in force."""

import base64
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest

from songda.clock import now
from songda.trust import sign_on
from songda.trust.sign_on import Provider, SignOnError, Trouble, new_question, way_there, who_came
from tests.rows import all_rows
from tests.trust.played_provider import KEY, OTHER_KEY, Played, as_jwk, played

BACK = "https://court.example/accounts/sign-on/back/"
LONG_AGO = 1_000_000_000


@pytest.fixture
def box() -> Iterator[Played]:
    with played() as open_box:
        yield open_box


def name_from(box: Played, provider: Provider | None = None, nonce: str = "") -> str:
    """Out, in over there, back."""
    known, question = provider or box.provider, new_question()
    back = box.signs_in(way_there(known, question, BACK))
    code = parse_qs(urlsplit(back).query)["code"][0]
    if nonce:
        box.asked[code] = {**box.asked[code], "nonce": nonce}
    return who_came(known, code, question, BACK, now())


def test_whoever_signs_in_over_there_is_known_here(box: Played) -> None:
    assert name_from(box) == box.person


def test_what_it_says_of_itself_and_its_keys_are_asked_for_once(box: Played) -> None:
    for _ in range(3):
        name_from(box)
    assert (box.seen.count("/keys"), box.seen.count("/.well-known/openid-configuration")) == (1, 1)


def test_a_key_that_took_the_place_of_another_is_found(box: Played) -> None:
    name_from(box)
    box.shows, box.signs_with, box.key_name = [as_jwk(OTHER_KEY, "two")], OTHER_KEY, "two"
    assert name_from(box) == box.person


def test_another_claim_may_name_them(box: Played) -> None:
    box.wrong = {"employee": "晋-042"}
    assert name_from(box, Provider(box.issuer, "songda", "between us", "employee")) == "晋-042"


def _unsigned(box: Played) -> None:
    box.signs_with, box.signs_as = None, "none"


def _signed_by_what_everybody_sees(box: Played) -> None:
    """The oldest trick: the public key taken for a shared secret."""
    box.signs_with, box.signs_as = base64.b64encode(json.dumps(as_jwk(KEY, "one")).encode()).decode(), "HS256"


def _signed_by_another(box: Played) -> None:
    box.signs_with = OTHER_KEY


def _signed_by_nobody_known(box: Played) -> None:
    box.signs_with, box.key_name = OTHER_KEY, "two"


def _brings_its_own_key(box: Played) -> None:
    box.signs_with, box.key_name, box.header = OTHER_KEY, "two", {"jwk": as_jwk(OTHER_KEY, "two")}


def _for_ciphers_alone(box: Played) -> None:
    box.shows = [as_jwk(KEY, "one") | {"use": "enc"}]


def _says(**claims: Any) -> Callable[[Played], None]:
    return lambda box: box.wrong.update(claims)


def _describes(**said: Any) -> Callable[[Played], None]:
    return lambda box: box.said_of_itself.update(said)


BROKEN = {
    "unsigned": (_unsigned, Trouble.SIGNATURE),
    "signed by the public key": (_signed_by_what_everybody_sees, Trouble.SIGNATURE),
    "signed by another": (_signed_by_another, Trouble.SIGNATURE),
    "signed by a key that it does not show": (_signed_by_nobody_known, Trouble.SIGNATURE),
    "signed by a key that it brings along": (_brings_its_own_key, Trouble.SIGNATURE),
    "signed by a key that is for ciphers": (_for_ciphers_alone, Trouble.SIGNATURE),
    "of another issuer": (_says(iss="https://elsewhere.example"), Trouble.ISSUER),
    "for another": (_says(aud="another"), Trouble.AUDIENCE),
    "for several, asked for by another": (_says(aud=["songda", "another"], azp="another"), Trouble.AUDIENCE),
    "answers another question": (_says(nonce="of another browser"), Trouble.NONCE),
    "answers no question": (_says(nonce=None), Trouble.NONCE),
    "over": (_says(iat=LONG_AGO, exp=LONG_AGO + 300), Trouble.EXPIRED),
    "not yet": (_says(nbf=LONG_AGO * 4), Trouble.EXPIRED),
    "given in time to come": (_says(iat=LONG_AGO * 4, exp=LONG_AGO * 4 + 300), Trouble.EXPIRED),
    "of no moment": (_says(exp="soon"), Trouble.UNREADABLE),
    "of a moment beyond all calendars": (_says(exp=10**30), Trouble.UNREADABLE),
    "for ever": (_says(exp=None), Trouble.UNREADABLE),
    "of nobody": (_says(sub=None), Trouble.UNREADABLE),
    "of an empty name": (_says(sub=""), Trouble.NAMELESS),
    "of an endless name": (_says(sub="x" * 256), Trouble.NAMELESS),
    "it calls itself otherwise": (_describes(issuer="https://elsewhere.example"), Trouble.ISSUER),
    "people go where anybody listens": (
        _describes(authorization_endpoint="http://sso.example/"),
        Trouble.UNREADABLE,
    ),
    "it names no keys": (_describes(jwks_uri=None), Trouble.UNREADABLE),
    "our secret is wrong": (lambda box: setattr(box, "secret", "changed"), Trouble.CODE),
    "its keys are none": (lambda box: box.shows.clear(), Trouble.UNREADABLE),
}


@all_rows(("breaks", "trouble"), BROKEN.values(), ids=BROKEN)
def test_nobody_comes_in_by_what_is_not_right(breaks: Callable[[Played], None], trouble: Trouble) -> None:
    with played() as box:
        breaks(box)
        with pytest.raises(SignOnError) as wrong:
            name_from(box)
        assert wrong.value.trouble == trouble
        assert not {box.person, "between us"} & set(str(wrong.value).split())


def test_a_code_counts_once_and_in_the_window_that_asked(box: Played) -> None:
    question = new_question()
    code = parse_qs(urlsplit(box.signs_in(way_there(box.provider, question, BACK))).query)["code"][0]
    with pytest.raises(SignOnError):  # whoever read the code from an address has not what proves that they asked
        who_came(box.provider, code, new_question(), BACK, now())
    with pytest.raises(SignOnError):
        who_came(box.provider, code, question, BACK, now())


def test_where_it_is_away_that_is_told_and_not_asked_anew_by_everybody(box: Played) -> None:
    away = Provider("http://127.0.0.1:9", "songda", "between us")
    for _ in range(2):
        with pytest.raises(SignOnError) as wrong:
            way_there(away, new_question(), BACK)
        assert wrong.value.trouble == Trouble.AWAY
    assert sign_on.way_out(away, BACK) == ""


def test_a_little_difference_of_clocks_is_forgiven(box: Played) -> None:
    question, ends = new_question(), timedelta(seconds=300)
    read = jwt.decode(box.token(question.nonce), options={"verify_signature": False})
    assert sign_on._name_in(box.provider, read, question.nonce, now() + ends) == box.person
    for late in (ends + sign_on.SLACK + timedelta(seconds=2), -timedelta(days=1)):
        with pytest.raises(SignOnError, match="not in force"):
            sign_on._name_in(box.provider, read, question.nonce, now() + late)
