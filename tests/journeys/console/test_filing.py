"""A clerk chooses all files of a case at once: their names tell what they are, and none is lost to a question."""

from datetime import timedelta

import pytest
from playwright.sync_api import FilePayload, expect

from songda.clock import now
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.papers.models import Paper
from tests import make
from tests.journeys.console import desk
from tests.journeys.console.conftest import Screen

pytestmark = [pytest.mark.browser, pytest.mark.database(transaction=True)]


def file(name: str) -> FilePayload:
    return {"name": f"{name}.pdf", "mimeType": "application/pdf", "buffer": make.pdf(name)}


def test_several_files_in_one_go(screen: Screen) -> None:
    case, page = make.case(), screen()
    set_hearing(case, now() + timedelta(days=30), "第一审判庭", "engine", now())
    desk.sign_in(page, make.user())
    page.goto(f"/console/cases/{case.id}/papers/several/")
    names = ["起诉状副本（王桂兰）", "应诉通知书", "民事裁定书", "传票"]
    page.locator("input[type=file][name=chosen]").set_input_files([file(name) for name in names])
    kinds = page.locator("fieldset.paper-row select[name^=kind]")
    expect(kinds).to_have_count(4)  # the script sends them off to be read
    assert [kinds.nth(row).input_value() for row in range(4)] == ["complaint_copy", "notice_to_respond", "", "summons"]
    kinds.nth(2).select_option("ruling")
    page.get_by_role("button", name="存档").click()
    expect(page.get_by_text("“起诉状副本”通常由当事人提交")).to_be_visible()
    page.get_by_label("确认属实").check()
    assert kinds.nth(2).input_value() == "ruling"  # what was chosen by hand stays, and so do the files
    page.get_by_role("button", name="存档").click()
    expect(page.get_by_text("4份文书已存档")).to_be_visible()
    filed = set(Paper.objects.filter(case=case).values_list("kind", flat=True))
    assert filed == {"complaint_copy", "notice_to_respond", "ruling", "summons"}
