"""What a page says in Chinese is written as a court writes it, whatever its parts were put together from."""

import pytest
from django.test import Client

from songda.core.access import Role
from songda.web.portal.urls import urlpatterns as portal
from songda.web.public.urls import urlpatterns as public
from tests import make
from tests.web.chinese import wrong_in
from tests.web.console.test_readings_of_every_page import pages
from tests.web.console.world import signed_in, world
from tests.web.portal.scene import Visitor, arrived

pytestmark = pytest.mark.database


def said_wrongly(browser: Client, addresses: list[str]) -> dict[str, dict[str, str]]:
    found = {}
    for address in addresses:
        answer = browser.get(address, headers={"accept-language": "zh-hans"})
        if not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
            found[address] = wrong_in(answer.content.decode())
    assert len(found) > 8
    return {address: wrong for address, wrong in found.items() if wrong}


@pytest.mark.rows_by_day(1, "opens every page of the console")
@pytest.mark.parametrize("role", Role)
def test_pages_of_the_console(role: Role) -> None:
    here = world()
    assert said_wrongly(signed_in(make.user(role=role)), [at for _, at in pages(role, here)]) == {}


def test_pages_of_the_portal() -> None:
    visitor = Visitor(arrived()).prove()
    visitor.open()
    own = [str(each.pattern) for each in portal if set(each.pattern.converters) == {"token"}]
    assert said_wrongly(visitor.client, [f"/s/{at.replace('<str:token>', visitor.token)}" for at in own]) == {}


def test_pages_for_everybody() -> None:
    world()
    addresses = [f"/{each.pattern}" for each in public if not each.pattern.converters]
    assert said_wrongly(Client(), addresses) == {}
