"""Cases are found by what people know, judges begin at their desk, auditors see who looked: in both languages."""

import pytest
from playwright.sync_api import Page, expect

from songda.core.access import Role
from tests import make
from tests.journeys.console import desk
from tests.journeys.console.conftest import Screen
from tests.journeys.leaving import leave_by
from tests.journeys.pages.beside import beside
from tests.web.console.world import World, world

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
WORDS = {
    "user": ("用户名", "User name"),
    "password": ("密码", "Password"),
    "sign in": ("登录", "Sign in"),
    "find": ("案号、姓名（可只填一部分）", "Number, part of a name"),
    "defendant": ("被告 李卫国", "Defendant 李卫国"),
    "masked": ("被告 李**", "Defendant 李**"),
    "readings": ("查阅记录", "Readings"),
    "searched": ("检索个人信息", "Searched for a person"),
    "opened": ("打开载有姓名的页面", "Opened a page with names"),
    "where": ("查阅位置", "Where"),
    "search": ("查询", "Search"),
    "table": ("导出表格（CSV）", "Save as a table (CSV)"),
    "desk": ("法官工作台", "Judge's desk"),
    "sentence": ("参考用语", "A sentence to begin with"),
    "put": ("填入理由", "Put the sentence in"),
    "reason": ("理由", "Reason"),
    "nothing put forward": ("异议人未提交证据", "The objector put nothing forward"),
}


def say(word: str, language: str) -> str:
    return WORDS[word][language == "en"]


def enter(page: Page, role: Role, language: str) -> None:
    """Ask for the console, choose the language, sign in."""
    user = beside(lambda: make.user(role=role, name="周某"))
    page.goto("/console/")
    if language == "en":
        leave_by(page.get_by_role("button", name="English"))
    page.get_by_label(say("user", language)).fill(user.username)
    page.get_by_label(say("password", language)).fill(desk.PASSWORD)
    leave_by(page.get_by_role("button", name=say("sign in", language)))


def look_for(page: Page, words: str, language: str) -> None:
    page.goto("/console/cases/")
    page.get_by_label(say("find", language)).fill(words)
    page.get_by_role("search").get_by_role("button").first.click()


@LANGUAGES
def test_a_clerk_finds_a_case_by_a_part_of_a_name_and_the_auditor_sees_that_they_looked(
    screen: Screen, language: str
) -> None:
    made: World = beside(world)
    office = screen()
    enter(office, Role.CLERK, language)
    look_for(office, "卫国", language)
    expect(office.get_by_role("row", name=made.case.number)).to_contain_text(say("defendant", language))
    assert "卫国" not in office.url
    office.goto(f"/console/parties/{made.defendant.id}/")
    audit = screen(390)
    enter(audit, Role.AUDITOR, language)
    audit.locator(".bar nav summary").click()
    audit.get_by_role("link", name=say("readings", language), exact=True).click()
    row = audit.get_by_role("row", name=say("searched", language))
    expect(row).to_contain_text("周某")
    expect(row).to_contain_text(made.case.number)
    assert audit.evaluate("document.documentElement.scrollWidth") <= 390
    audit.get_by_label(say("where", language), exact=True).select_option("parties")
    audit.get_by_role("button", name=say("search", language), exact=True).click()
    row = audit.get_by_role("row", name=say("opened", language))
    expect(row).to_have_count(1)
    expect(row).to_contain_text(say("masked", language))
    with audit.expect_download() as saved:
        audit.get_by_role("button", name=say("table", language)).click()
    assert saved.value.suggested_filename.endswith(".csv")


@LANGUAGES
def test_a_judge_begins_at_the_desk_and_with_a_sentence_that_decides_nothing(screen: Screen, language: str) -> None:
    made: World = beside(world)
    bench = screen(scripts=False)
    enter(bench, Role.JUDGE, language)
    expect(bench.get_by_role("heading", name=say("desk", language), level=1)).to_be_visible()
    bench.goto(f"/console/judge/objections/{made.objection.id}/")
    bench.get_by_label(say("sentence", language)).select_option(value="objection_rejected_1")
    bench.get_by_role("button", name=say("put", language)).click()
    reason = bench.get_by_role("textbox", name=say("reason", language))
    assert reason.input_value().startswith(say("nothing put forward", language))
    beside(made.objection.refresh_from_db)
    assert made.objection.ruling == "pending"
