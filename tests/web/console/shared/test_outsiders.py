"""Every address of the console about a thing of another court, looked at and acted on: it is as if there were none."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, reverse

from songda.core.access import Role, may
from songda.records.ground.evidence.models import Event
from songda.web.console.urls import urlpatterns
from tests import make
from tests.web.console.world import World, proved_in, world
from tests.web.forms_on_pages import forms_on

pytestmark = pytest.mark.database
NOBODY = UUID(int=0xFFFF), 2**31 - 2  # ids that nothing bears
FROM_PHONES = {"field_piece"}  # whoever holds no round's phone is told so, whatever is asked for
THINGS = [one for one in urlpatterns if any(name.endswith("_id") for name in one.pattern.converters)]
ASKED = {
    role: [one for one in THINGS if next(office for office in Role if may(office, one.callback.act)) is role]
    for role in Role
}  # each address once, by the first office that may go there
OWN_NOTES = ["staff.signed_in", "staff.stepped_up"]


def addresses(pattern: URLPattern, of: World) -> tuple[str, str]:
    """About their thing, and about one that is not there."""
    names = pattern.pattern.converters
    theirs = {name: of.key(name) for name in names}
    nobodys = {name: _nobodys(value) if name.endswith("_id") else value for name, value in theirs.items()}
    return reverse(f"console:{pattern.name}", kwargs=theirs), reverse(f"console:{pattern.name}", kwargs=nobodys)


def _nobodys(value: object) -> object:
    return NOBODY[isinstance(value, int)]


def filled_forms(role: Role, of: World) -> dict[str, dict[str, Any]]:
    """What people of the court itself would send, by the address that it goes to."""
    browser, found = proved_in(make.user(of.case.court, role)), dict[str, dict[str, Any]]()
    for pattern in ASKED[role]:
        if "GET" in pattern.callback.methods:
            answer = browser.get(page := addresses(pattern, of)[0])
            if answer.get("Content-Type", "").startswith("text/html"):
                found |= {form.address: form.filled() for form in forms_on(page, answer.content.decode())}
    return found


def answers(outsider: Client, pattern: URLPattern, address: str, sent: dict[str, Any]) -> Iterator[HttpResponseBase]:
    if "GET" in pattern.callback.methods:
        yield outsider.get(address)
    if "POST" in pattern.callback.methods:
        yield outsider.post(address)
        yield outsider.post(address, sent)


def as_seen(answer: Any, address: str) -> tuple[int, str, str]:
    """What an outsider can tell answers apart by."""
    body = "" if answer.streaming else re.sub(r'(nonce|value)="[\w-]{16,}"', "", answer.content.decode())
    return answer.status_code, answer.get("Location", ""), body.replace(address, "")


def test_every_address_about_a_thing_is_asked_for_once() -> None:
    assert sum(map(len, ASKED.values())) == len(THINGS) > 90


@pytest.mark.parametrize("role", [role for role in Role if ASKED[role]])
def test_what_is_another_court_s_is_not_told_from_what_is_not_there(role: Role) -> None:
    here = world()
    forms = filled_forms(role, here)
    stranger = make.user(make.other_court(), role, "武某")
    outsider = proved_in(stranger)
    for pattern in ASKED[role]:
        theirs, nobodys = addresses(pattern, here)
        sent = forms.get(theirs, {})
        told, untold = (
            [as_seen(answer, place) for answer in answers(outsider, pattern, place, sent)]
            for place in (theirs, nobodys)
        )
        assert told == untold, pattern.name
        assert {status for status, _, _ in told} == {422 if pattern.name in FROM_PHONES else 404}, pattern.name
    by_them = Event.objects.filter(actor=f"staff:{stranger.id}").exclude(name__in=OWN_NOTES)
    assert list(by_them.values_list("name", flat=True)) == []
