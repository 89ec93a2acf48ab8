"""A real browser on real pages: a telephone with and without scripts, watched for requests to others and for errors."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.portal.eye import Eye

Telephone = Callable[..., Eye]


@pytest.fixture
def telephone(browser: Browser, live_server: object) -> Iterator[Telephone]:
    """Makes telephones of a width, a language, with or without scripts; nothing may have gone wrong on them."""
    eyes: list[Eye] = []

    def make(width: int = 390, language: str = "zh-CN", *, scripts: bool = False) -> Eye:
        context = browser.new_context(
            viewport={"width": width, "height": 844},
            locale=language,
            java_script_enabled=scripts,
            has_touch=True,
            base_url=str(live_server),
        )
        page: Page = context.new_page()
        eyes.append(Eye(page, str(live_server)))
        return eyes[-1]

    yield make
    for eye in eyes:
        eye.page.context.close()
        assert eye.troubles == []
