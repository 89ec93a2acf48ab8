"""Every page of the house, on a telephone and at a desk, by day and by night, in both languages: axe finds no fault."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.journeys.pages.beside import beside
from tests.journeys.pages.every import NO_PAGE, Opened, look_around
from tests.journeys.pages.sample import Sample, build

Look = tuple[int, str, str]
# Each page is looked at twice, so that it is seen in both widths, both languages, and both by day and by night.
LOOKS: list[tuple[Look, Look]] = [
    ((360, "zh-CN", "light"), (1280, "en-GB", "dark")),
    ((360, "en-GB", "dark"), (1280, "zh-CN", "light")),
]
# Every rule that axe has on by itself, best practices too, in both languages: a label can lack in one of them alone.
OPTIONS = {"resultTypes": ["violations"], "preload": False, "rules": {"target-size": {"enabled": True}}}


class Eyes:
    """Browsers of those who look: one for each person and each way of looking."""

    def __init__(self, browser: Browser, home: str, sample: Sample) -> None:
        self.browser, self.home, self.sample = browser, home, sample
        self.pages: dict[tuple[str, Look], Page] = {}
        self.axe = Axe()

    def faults(self, opened: Opened, look: Look) -> Iterator[str]:
        """The rules that the page breaks, with what breaks them."""
        page = self._page(opened.who, look)
        page.goto(opened.place)
        for rule in self.axe.run(page, options=OPTIONS).response["violations"]:
            for node in rule["nodes"]:
                yield f"{rule['id']}: {' '.join(node['html'].split())[:120]}"

    def close(self) -> None:
        for page in self.pages.values():
            page.context.close()

    def _page(self, who: str, look: Look) -> Page:
        if (who, look) not in self.pages:
            width, language, scheme = look
            size = {"width": width, "height": 900}
            context = self.browser.new_context(base_url=self.home, viewport=size, locale=language, color_scheme=scheme)
            cookies = self.sample.clients[who].cookies.values()
            context.add_cookies([{"name": one.key, "value": one.value, "url": self.home} for one in cookies])
            self.pages[who, look] = context.new_page()
        return self.pages[who, look]


@pytest.mark.night("opens every page for every office")
@pytest.mark.database
@pytest.mark.timeout(300)
def test_every_address_shows_somebody_a_page_or_is_known_to_show_none() -> None:
    house = look_around(build())
    assert house.empty == NO_PAGE
    assert len(house.pages) > 110


@pytest.mark.browser
@pytest.mark.night("axe over every page")
@pytest.mark.timeout(900)  # some 260 looks; two minutes on a quiet machine
@pytest.mark.database(transaction=True)
def test_no_page_breaks_a_rule(browser: Browser, live_server: object) -> None:
    sample = beside(build)
    house = beside(lambda: look_around(sample))
    eyes, faults = Eyes(browser, str(live_server), sample), defaultdict(set)
    for place, opened in enumerate(house.pages):
        for look in LOOKS[place % 2]:
            for fault in eyes.faults(opened, look):
                faults[fault].add((opened.name, *look))
    eyes.close()
    assert faults == {}


NARROW: Look = (320, "zh-CN", "light")
# What sticks out to the right of a page that is wider than its window; nothing where none is.
STICKS_OUT = """() => {
  const root = document.documentElement, out = [...document.querySelectorAll('body *')].filter(
    one => one.getBoundingClientRect().right > root.clientWidth + 1)
  return root.scrollWidth > root.clientWidth ? (out.pop()?.outerHTML ?? 'something').slice(0, 160) : ''
}"""


@pytest.mark.browser
@pytest.mark.timeout(900)
@pytest.mark.parametrize("room", ["public:", pytest.param("", marks=pytest.mark.night("measures every page"))])
@pytest.mark.database(transaction=True)
def test_no_page_is_wider_than_the_smallest_telephone(browser: Browser, live_server: object, room: str) -> None:
    sample = beside(build)
    house = beside(lambda: look_around(sample))
    eyes, wide = Eyes(browser, str(live_server), sample), {}
    for opened in house.pages:
        if opened.name.startswith(room):
            page = eyes._page(opened.who, NARROW)
            page.goto(opened.place)
            page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
            if found := page.evaluate(STICKS_OUT):
                wide[opened.name] = found
    eyes.close()
    assert wide == {}
