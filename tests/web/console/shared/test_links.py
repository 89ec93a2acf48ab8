"""No page of the console leads its reader where their office may not go."""

import re

import pytest
from django.urls import Resolver404, resolve, reverse

from songda.core.access import Role, may
from songda.web.console.urls import urlpatterns
from tests import make
from tests.web.console.world import proved_in, world

pytestmark = [pytest.mark.database, pytest.mark.night("opens every page for every office")]
_LINKS = re.compile(r"(?:href|action)=\"(/console/[^\"?#]*)")


@pytest.mark.parametrize("role", Role)
def test_every_link_and_form_leads_where_the_office_may_go(role: Role) -> None:
    here = world()
    browser = proved_in(make.user(here.case.court, role))
    closed, seen = set(), 0
    for pattern in urlpatterns:
        if not may(role, pattern.callback.act) or "GET" not in pattern.callback.methods:
            continue
        page = reverse(f"console:{pattern.name}", kwargs={name: here.key(name) for name in pattern.pattern.converters})
        answer = browser.get(page)
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        seen += 1
        for address in set(_LINKS.findall(answer.content.decode())):
            try:
                act = getattr(resolve(address).func, "act", None)
            except Resolver404:
                closed.add((pattern.name, f"{address}: nothing there"))
                continue
            if act is not None and not may(role, act):
                closed.add((pattern.name, resolve(address).url_name))
    assert seen > 3
    assert closed == set()
