"""The rules in a real browser: a citizen on a small telephone without scripts, and a clerk who looks a rule up."""

import re

import pytest
from playwright.sync_api import expect

from tests import make
from tests.journeys.console import desk
from tests.journeys.console.conftest import Screen

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
GLOW = "rgb(253, 246, 221)"  # the token of what a link led to
ARRIVAL = '[id="cn.olr.31.1"]'


def test_a_clerk_chooses_a_day_and_a_kind_of_case_and_finds_the_rules_of_that_day(screen: Screen) -> None:
    page = screen()
    desk.sign_in(page, make.user())
    page.locator(".bar nav summary").click()
    page.get_by_role("link", name="规则", exact=True).click()
    page.get_by_label("日期").fill("2021-12-31")
    page.get_by_label("案件类型").select_option("civil")
    page.get_by_role("button", name="查看规则").click()
    expect(page.get_by_text("2021年12月31日施行的规则")).to_be_visible()
    page.get_by_role("link", name=re.compile("可以采用哪些送达方式")).click()
    expect(page.get_by_text("判决书、裁定书、调解书不得电子送达").first).to_be_visible()
    page.get_by_role("link", name="2022-01-01", exact=True).click()
    expect(page).to_have_url(re.compile(r"on=2022-01-01&branch=civil"))
    expect(page.get_by_label("案件类型")).to_have_value("civil")


def test_a_rule_leads_to_its_article_and_from_there_to_its_permalink_which_marks_it(screen: Screen) -> None:
    page = screen()
    desk.sign_in(page, make.user())
    page.goto("/console/rules/?on=2022-06-02&chapter=effect#cn.olr.31.1")
    entry = page.locator(ARRIVAL)
    expect(entry).to_be_in_viewport()
    entry.click()
    rule = page.locator(ARRIVAL)
    expect(rule).to_be_in_viewport()
    expect(rule).to_have_css("background-color", GLOW)
    rule.get_by_role("link", name=re.compile("第三十一条第一款")).click()
    expect(page).to_have_url(re.compile(r"/console/rules/cn\.olr\.31\.1/\?on=2022-06-02$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("第三十一条")
    page.locator(ARRIVAL).get_by_role("link", name=re.compile("第三十一条第一款")).click()
    expect(page).to_have_url(re.compile(r"/console/rules/\?on=2022-06-02&chapter=effect#cn\.olr\.31\.1$"))
    expect(page.locator(ARRIVAL)).to_have_css("background-color", GLOW)


def test_a_citizen_reads_them_on_a_small_telephone_without_scripts(screen: Screen) -> None:
    page = screen(320, scripts=False)
    page.goto("/")
    page.get_by_role("link", name="送达规则（逐条可查）").click()
    expect(page.get_by_role("heading", name="送达规则", level=1)).to_be_visible()
    page.get_by_text("指定日期、案件类型、文书或者送达方式").click()
    choice = page.get_by_label("案件类型").bounding_box()
    assert choice is not None
    assert choice["width"] > 160  # wide enough for its words
    page.get_by_label("文书").select_option("summons")
    page.get_by_role("button", name="查看规则").click()
    expect(page.get_by_text("仅列与所选条件有关的规则")).to_be_visible()
    page.get_by_role("link", name="按条文查找").first.click()
    page.get_by_role("link", name="第三十一条第一款", exact=True).click()
    width = page.locator(f"article{ARRIVAL}").bounding_box()
    assert width is not None
    assert width["x"] + width["width"] <= 320
    page.get_by_role("searchbox", name="关键词或者条文").fill("公告 第95条")
    page.get_by_role("button", name="查看规则").click()
    expect(page.get_by_text("仅列含有“公告 第95条”的规则")).to_be_visible()
    expect(page.locator("article.rule").first).to_contain_text("第九十五条")
    page.goto("/rules?on=2022-02-30")
    expect(page.get_by_role("alert")).to_contain_text("没有这一天：2022-02-30")
