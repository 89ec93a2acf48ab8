"""Whatever is left empty is asked for by its name: in a summary that takes the focus and leads to the field."""

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from songda.core.access import Role
from tests import make
from tests.journeys.pages.beside import beside
from tests.journeys.pages.every import Opened, look_around
from tests.journeys.pages.sample import Sample, build, signed_in
from tests.web.portal.scene import Visitor, arrived


def sent_empty(sample: Sample, opened: Opened) -> BeautifulSoup | None:
    """The page that answers when its form is sent without a word; None where that is no mistake."""
    answer = sample.clients[opened.who].post(opened.place, {"sent": "1"}, headers={"accept-language": "en"})
    return BeautifulSoup(answer.content, "html.parser") if answer.status_code == 422 else None


@pytest.mark.night("sends every form of the console empty")
@pytest.mark.database
def test_every_form_of_the_console_leads_from_its_summary_to_what_is_missing() -> None:
    sample, seen = build(), 0
    for opened in (one for one in look_around(sample).pages if one.name.startswith("console:")):
        page = sent_empty(sample, opened)
        if page is None or page.select_one("main form .form-end button") is None:  # nothing is left to be sent
            continue
        summary = page.select_one("[role=alert][autofocus][tabindex='-1']")
        assert summary is not None, opened.name
        links = [link["href"] for link in summary.select(".mistakes a")]
        wrong = page.select("main ul.wrong")
        assert len(links) >= len(wrong), opened.name
        assert [link for link in links if page.select_one(f"[id='{link[1:]}']") is None] == [], opened.name
        seen += bool(links)
    assert seen > 25


@pytest.fixture
def paper(browser: Browser, live_server: object) -> Iterator[object]:
    """Makes pages that carry the cookies of somebody, in a language, without scripts."""
    contexts = []

    def open_page(cookies: object, language: str) -> Page:
        context = browser.new_context(base_url=str(live_server), locale=language, java_script_enabled=False)
        kept = [{"name": one.key, "value": one.value, "url": str(live_server)} for one in cookies]  # type: ignore[attr-defined]
        context.add_cookies(kept)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.browser
@pytest.mark.database(transaction=True)
@pytest.mark.parametrize(
    ("language", "save", "asked"), [("zh-CN", "登记", "请填写案号"), ("en-GB", "Register", "Enter “Case number”")]
)
def test_a_clerk_is_led_to_the_field_that_they_left_empty(paper: object, language: str, save: str, asked: str) -> None:
    clerk = beside(lambda: signed_in(make.user(role=Role.CLERK)))
    page = paper(clerk.cookies.values(), language)  # type: ignore[operator]
    page.goto("/console/cases/new/")
    page.get_by_role("button", name=save, exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name=asked).click()
    page.keyboard.type("x")
    expect(page.locator("#id_number")).to_have_value("x")


@pytest.mark.browser
@pytest.mark.database(transaction=True)
@pytest.mark.parametrize(
    ("language", "go", "asked"),
    [("zh-CN", "获取验证码", "请填写您的姓名"), ("en-GB", "Send me the code", "Enter “Your name”")],
)
def test_a_recipient_is_led_to_the_field_that_they_left_empty(
    paper: object, language: str, go: str, asked: str
) -> None:
    visitor = beside(lambda: Visitor(arrived()))
    page = paper([], language)  # type: ignore[operator]
    page.goto(f"/s/{visitor.token}/who")
    page.get_by_label("身份证" if language == "zh-CN" else "resident ID").fill("1")
    page.locator("form[name=who]").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name=go).click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link", name=asked).click()
    page.keyboard.type("李")
    expect(page.locator("#id_name")).to_have_value("李")
