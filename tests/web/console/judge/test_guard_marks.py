"""What the guard found is told by form and word, not by colour alone."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from songda.core.access import Role
from tests.web.console.world import signed_in, world

pytestmark = pytest.mark.database


@pytest.mark.parametrize(("language", "met", "not_met"), [("zh-hans", "符合", "不符合"), ("en", "met", "not met")])
def test_every_condition_of_the_guard_says_whether_it_is_met(language: str, met: str, not_met: str) -> None:
    made = world()
    page = signed_in(role=Role.JUDGE, language=language).get(reverse("console:service", args=[made.service.id]))
    found = BeautifulSoup(page.content, "html.parser").select(".conditions li .mark")
    told = {tuple(mark.get_text().split(maxsplit=1)) for mark in found}
    assert told
    assert told <= {("✓", met), ("✗", not_met)}
    held = [one["holds"] for one in page.context["answer"]["default_judgment"]["conditions"]]
    assert [
        mark.get_text().startswith("✓") for mark in (BeautifulSoup(str(one), "html.parser") for one in found)
    ] == held
