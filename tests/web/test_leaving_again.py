"""Whoever presses the way out is out, also by a page of an earlier visit whose form was sent before."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.web.console.account.test_acts import Desk
from tests.web.forms_on_pages import forms_on
from tests.web.portal.scene import Visitor, arrived

pytestmark = pytest.mark.database


@pytest.fixture(autouse=True)
def forget_tries() -> None:
    cache.clear()


def test_a_page_of_an_earlier_visit_signs_out_of_this_one() -> None:
    desk, out = Desk().signed_in(), reverse("account_logout")
    page = desk.browser.get(reverse("console:account")).content.decode()
    typed = next(form for form in forms_on(out, page) if form.address == out).filled()
    for _visit in "12":
        assert desk.browser.get(reverse("console:account")).status_code == 200
        assert desk.browser.post(out, typed).status_code == 302
        assert desk.browser.get(reverse("console:account")).status_code == 302
        desk.signed_in()


def test_a_page_of_an_earlier_visit_leaves_the_portal_once_more() -> None:
    visitor = Visitor(arrived()).prove()
    out = f"/s/{visitor.token}/leave"
    page = visitor.get("papers").content.decode()
    typed = next(form for form in forms_on(out, page) if form.address == out).filled()
    for _visit in "12":
        assert visitor.get("papers").status_code == 200
        assert visitor.client.post(out, typed)["Location"].endswith("/left")
        assert visitor.get("papers").status_code == 302
        cache.clear()
        visitor.prove()
