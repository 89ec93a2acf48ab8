"""Whatever a browser, a crawler or an enemy writes into an address or a head: no page of the house breaks by it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

import songda.web
from songda.clock import now
from songda.core.access import Role
from songda.records.ground.sent_forms.actions import form_key
from songda.site.wsgi import application
from songda.web.console.urls import urlpatterns as console
from tests import make
from tests.web.console.test_readings_of_every_page import address_of
from tests.web.console.world import proved_in, world
from tests.web.portal.scene import Visitor, arrived

pytestmark = pytest.mark.database

# What is asked for by name in an address; what is read as a whole is asked by the names that its forms have.
ASKED = set(
    re.findall(
        r'GET(?:\.get|\.getlist)?[(\[]"(\w+)"',
        "".join(p.read_text() for p in Path(songda.web.__path__[0]).rglob("*.py")),
    )
)
OF_FORMS = {"after", "day", "figure", "from", "next", "on", "rule", "since", "text", "unit", "until", "event", "days"}
HEADS = {
    "Accept-Language": ["en;q=1e999999", "\xff", "x" * 900 + ",;q=", "zh;q=-1"],
    "Content-Type": [
        "application/x-www-form-urlencoded; charset=\x01",
        "multipart/form-data",
        "application/json; charset=no-such",
        ";;;",
    ],
    "Cookie": ["=;=;\x00", "sessionid=\xff; csrftoken=[", "sheet_columns=" + "[" * 7000, "type_size=" + "9" * 900],
    "HX-Current-URL": ["http://[", "//[::1", "http://\x00", "javascript:"],
    "HX-Target": ["\x00", "\xff", "#[", "x" * 900],
    "If-Modified-Since": ["Thu, 99 Foo 99999 99:99:99 GMT", "\x00", "9" * 5000, "Mon, 01 Jan 0000 00:00:00 GMT"],
    "If-None-Match": ['W/"', "\x00", "*,*", '"' * 900],
    "Origin": ["http://[", "null", "\x00", "https://\xff"],
    "Range": ["bytes=" + "9" * 4500 + "-", "bytes=5-1", "bytes=-", "\x00"],
    "Referer": ["http://[", "http://testserver:99999/x", "//[", "http://\x00@[v1.x]/"],
    "X-Forwarded-For": ["[", "::1%\x00", "9" * 900, ","],
    "X-Forwarded-Host": ["[", "\x00", "a@b", ":99999"],
    "X-Forwarded-Proto": ["\x00", "https,http", "", "["],
}
VALUES = ["\0", "9" * 4500, "{", "9999-12-31", "[" * 900, "²", "-1", "0001-01-01T00:00:00+23:59", "\ud800", ""]
SETS = range(len(VALUES))
AT = {
    "token": "ABCDEFGHJK",
    "code": "ABCDEFGHJKLM",
    "topic": "fraud",
    "what": "x",
    "name": "x",
    "path": "x",
    "rule": "x",
}


def asked(value: str) -> str:
    """The same value under every name that any page asks for; what no address can bear is written as browsers do."""
    return urlencode(dict.fromkeys(sorted(ASKED | OF_FORMS), value), errors="surrogatepass", quote_via=quote)


def heads(number: int) -> dict[str, str]:
    named = {name: wrong[number % len(wrong)] for name, wrong in HEADS.items()}
    is_cookie = named.pop("Cookie")
    kind = named.pop("Content-Type")
    meta = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in named.items()}
    return {**meta, "wrong_cookie": is_cookie, "wrong_kind": kind}


def addresses(of: Any = None, begins: str = "") -> Iterator[str]:
    """Every address of the house, about things that nobody has."""
    for each in (of or get_resolver()).url_patterns:
        path = begins + str(each.pattern).lstrip("^").rstrip("$")
        if isinstance(each, URLResolver):
            yield from addresses(each, path)
        elif isinstance(each, URLPattern) and "(" not in path:
            yield "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: AT.get(found[1], _nobodys(found[0])), path)


def _nobodys(asked_for: str) -> str:
    return "7" if asked_for.startswith("<int") else "x" if asked_for.startswith("<s") else str(UUID(int=7))


def broken(browser: Client, places: list[str], number: int) -> dict[str, str]:
    """By address, what broke there; a page that is there is asked for, a form is sent, both with all that is wrong."""
    found: dict[str, str] = {}
    head = heads(number)
    cookie, kind = head.pop("wrong_cookie"), head.pop("wrong_kind")
    own = "; ".join(f"{name}={one.value}" for name, one in browser.cookies.items())
    head["HTTP_COOKIE"] = "; ".join(filter(None, (own, cookie)))
    for place in places:
        at = f"{place}?{asked(VALUES[number])}"
        for how, sent in (("GET", {}), ("POST", {"data": b"{", "content_type": kind})):
            if wrong := _asked(browser, how, at, {**sent, **head}):
                found[f"{how} {place}"] = wrong
    return found


def _asked(browser: Client, how: str, at: str, more: Any) -> str:
    """What broke there, if anything; nothing of what it did is left."""
    try:
        with transaction.atomic():
            answer = browser.generic(how, at, **more)
            transaction.set_rollback(True)
    except Exception as wrong:  # noqa: BLE001 - what reaches nobody's page is what is looked for
        return repr(wrong)
    return str(answer.status_code) if answer.status_code >= 500 else ""


@pytest.mark.rows_by_day(1, "asks every address for everything, badly")
@pytest.mark.parametrize("number", SETS)
def test_no_address_breaks_for_somebody_unknown(number: int) -> None:
    visitor = Visitor(arrived())
    places = [place.replace(AT["token"], visitor.token) for place in addresses()]
    assert len(places) > 400
    assert broken(Client(), places, number) == {}


@pytest.mark.rows_by_day(1, "asks every address for everything, badly")
@pytest.mark.parametrize("number", SETS)
def test_no_page_breaks_for_a_recipient(number: int) -> None:
    visitor = Visitor(arrived()).prove()
    service = str(visitor.services[0].id)
    places = [place.replace(AT["token"], visitor.token) for place in addresses() if place.startswith("/s/")]
    assert broken(visitor.client, [place.replace(str(UUID(int=7)), service) for place in places], number) == {}


@pytest.mark.rows_by_day(1, "asks every address for everything, badly")
@pytest.mark.parametrize("number", SETS)
def test_no_page_breaks_for_a_clerk(number: int) -> None:
    here = world()
    browser = proved_in(make.user(role=Role.CLERK))
    assert broken(browser, [address_of(each, here) for each in console], number) == {}


@pytest.mark.parametrize("wrong", HEADS["Referer"])
def test_a_form_whose_door_turned_it_away_leads_on_whatever_page_is_said_to_have_shown_it(wrong: str) -> None:
    key = form_key("staff:1", now())
    answer = Client().post("/console/cases/new/", {"form_key": key}, headers={"referer": wrong})
    assert answer.status_code == 302


@pytest.mark.parametrize("wrong", HEADS["HX-Current-URL"])
def test_a_draft_of_no_page_is_refused(wrong: str) -> None:
    answer = proved_in(make.user()).post("/console/draft/", {"words": "x"}, headers={"hx-current-url": wrong})
    assert answer.status_code == 422


@pytest.mark.parametrize("court", ["none", "%00", "%%0000", "%0%000"])
def test_a_screen_of_no_court_is_shown_without_one(court: str) -> None:
    assert Client().get(f"/screen/fraud?court={court}").status_code == 200


@pytest.mark.parametrize("charset", ["*=utf-8''%00", "=hex", "=idna", "=no-such", "=utf-8"])
def test_no_request_breaks_by_the_letters_that_it_says_it_is_written_in(charset: str) -> None:
    said: list[str] = []
    asked_for = RequestFactory().post("/anti-fraud?a=b", b"", content_type="text/plain").environ
    asked_for["CONTENT_TYPE"] = f"text/plain; charset{charset}"
    application(asked_for, lambda status, _heads: said.append(status))
    assert said[0].startswith(("403", "405")), said
