"""What every answer tells the browser and what is between: never to guess, to embed, to tell on."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from songda.site.reception.gateway import ALWAYS
from songda.web.look.visitor import encrypted_alone
from tests import make

pytestmark = pytest.mark.database
PLACES = (
    "/",
    "/s/",
    "/check",
    "/verify",
    "/rules",
    "/accounts/login/",
    "/console/account/",
    "/nowhere",
    "/livez",
    "/readyz",
    "/robots.txt",
)
FILES = ("/static/look/look.css", "/static/console/console.js")
PROGRAMS = ("/api/v1/", "/api/v1/openapi.json", "/api/v1/cases", "/api/v1/nowhere")
NEEDED = {"object-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'", "default-src": "'none'"}


def policy(said: str) -> dict[str, str]:
    return {name: value for name, _, value in (part.strip().partition(" ") for part in said.split(";"))}


@pytest.mark.parametrize("place", [*PLACES, *FILES, *PROGRAMS])
def test_every_answer_says_what_it_is_and_what_may_be_done_with_it(place: str, settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    client = Client()
    client.force_login(make.user())
    answer = client.get(place, secure=True)
    assert NEEDED.items() <= policy(answer["Content-Security-Policy"]).items()
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert {"camera=()", "geolocation=()", "microphone=()", "usb=()"} <= set(answer["Permissions-Policy"].split(", "))
    assert "publickey-credentials" not in answer["Permissions-Policy"]  # passkeys need it
    assert "Access-Control-Allow-Origin" not in answer
    kind = answer["Content-Type"]
    assert not re.match(r"text/|.*xml", kind) or "charset=" in kind, kind
    answer.close()


def test_what_turns_a_request_away_before_the_pages_says_the_same() -> None:
    told = dict(ALWAYS)
    assert NEEDED.items() <= policy(told["content-security-policy"]).items()
    assert (told["x-content-type-options"], told["referrer-policy"]) == ("nosniff", "same-origin")
    assert told["cross-origin-resource-policy"] == "same-origin"


def test_a_stranger_s_host_is_told_the_same(client: Client) -> None:
    answer = client.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "Permissions-Policy" in answer
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "folder", ["/static/", "/static/look/", "/static/look", "/files/", "/console/static/", "/.git/"]
)
def test_no_folder_is_listed(folder: str) -> None:
    client = Client()
    client.force_login(make.user())
    assert client.get(folder).status_code == 404


def test_an_answer_to_a_program_is_never_a_page(client: Client) -> None:
    assert client.get("/api/v1/cases")["Content-Type"] == "application/problem+json"
    assert client.get("/api/v1/openapi.json")["Content-Type"].startswith("application/json")


@pytest.mark.parametrize("verb", ["TRACE", "CONNECT", "PROPFIND", "DELETE", "PUT"])
@pytest.mark.parametrize(
    "place", ["/", "/check", "/accounts/login/", "/console/cases/", "/s/ABCDEFGHJK/", "/api/v1/cases"]
)
def test_a_verb_that_nobody_needs_is_not_served(verb: str, place: str) -> None:
    client = Client()
    client.force_login(make.user())
    answer = client.generic(verb, place, HTTP_X_SECRET="nobody-repeats-this")
    assert answer.status_code in {401, 403, 404, 405}
    assert "nobody-repeats-this" not in answer.content.decode()


@pytest.fixture
def behind_proxy(settings: Any) -> None:
    settings.IS_HTTPS = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.mark.usefixtures("behind_proxy")
@pytest.mark.parametrize(
    ("verb", "place", "status"),
    [
        ("GET", "/s/ABC/?a=1", 301),
        ("POST", "/accounts/login/", 403),
        ("GET", "/api/v1/cases", 403),
    ],
)
def test_over_a_plain_line_people_are_led_on_and_programs_turned_away(verb: str, place: str, status: int) -> None:
    door = encrypted_alone(lambda _: HttpResponse("in"))
    answer = door(RequestFactory().generic(verb, place))
    assert answer.status_code == status
    assert answer.headers.get("Location", "") == ("https://testserver/s/ABC/?a=1" if status == 301 else "")
    assert door(RequestFactory().generic(verb, place, HTTP_X_FORWARDED_PROTO="https")).content == b"in"
