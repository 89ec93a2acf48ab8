"""The court stands on each page of the staff under the name that readers of its language know."""

import pytest
from django.urls import reverse

from songda.core.access import Role
from tests import make
from tests.web.console.world import signed_in

pytestmark = pytest.mark.database


@pytest.mark.parametrize(
    ("language", "name_en", "shown"),
    [
        ("en", "Xiaoyi Court", "Xiaoyi Court"),
        ("zh-hans", "Xiaoyi Court", "孝义市人民法院"),
        ("en", "", "孝义市人民法院"),
    ],
)
def test_readers_see_the_name_that_they_know(language: str, name_en: str, shown: str) -> None:
    user = make.user(role=Role.ADMINISTRATOR)
    assert user.court is not None
    user.court.name, user.court.name_en = "孝义市人民法院", name_en
    user.court.save(update_fields=["name", "name_en"])
    browser = signed_in(user, language=language)
    for page in ("console:account", "console:court", "console:figures_visibility"):
        text = browser.get(reverse(page)).content.decode()
        assert shown in text
        assert not name_en or ({"Xiaoyi Court", "孝义市人民法院"} - {shown}).pop() not in text, page
