"""Somebody with a judgment in their hand and a cheap telephone without scripts counts their last day and keeps it."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
WORDS = {
    "zh-CN": ("判决书", "计算最后一天", "2022年10月8日", "添加到手机日历"),
    "en-GB": ("judgment", "Show the last day", "8 October 2022", "Put it into my calendar"),
}


@pytest.mark.parametrize("scripts", [False, True], ids=["without scripts", "with scripts"])
@pytest.mark.parametrize("language", WORDS)
def test_the_last_day_is_counted_printed_and_taken_along(
    browser: Browser, live_server: object, language: str, *, scripts: bool
) -> None:
    paper, ask, last, keep = WORDS[language]
    context = browser.new_context(
        base_url=str(live_server),
        viewport={"width": 360, "height": 740},
        locale=language,
        java_script_enabled=scripts,
    )
    page = context.new_page()
    page.goto("/")
    page.locator("a[href='/last-day']").click()
    page.locator("#id_paper").select_option(label=paper)
    page.locator("#id_served").fill("2022-09-22")
    page.get_by_role("button", name=ask).click()
    expect(page.locator("#answer")).to_contain_text(last)
    with page.expect_download() as kept:
        page.get_by_role("link", name=keep).click()
    assert "DTSTART;VALUE=DATE:20221008" in kept.value.path().read_text()
    if scripts:  # axe is one itself
        assert Axe().run(page).response["violations"] == []
    page.emulate_media(media="print")
    expect(page.locator("#answer")).to_contain_text(last)
    expect(page.locator("form.last-day")).to_be_hidden()
    context.close()
