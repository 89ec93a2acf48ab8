"""A clerk chooses all files of a case at once: they spread over the rows, and their names tell what they are."""

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
    page.locator("#id_file_1").set_input_files([file(name) for name in names])
    chosen = [page.locator(f"#id_kind_{row}").input_value() for row in range(1, 6)]
    assert chosen == ["complaint_copy", "notice_to_respond", "", "summons", ""]
    page.locator("#id_kind_3").select_option("ruling")
    page.get_by_role("button", name="存档").click()
    expect(page.get_by_text("“起诉状副本”通常由当事人提交")).to_be_visible()
    page.get_by_label("确认属实").check()
    page.locator("#id_file_1").set_input_files([file(name) for name in names])
    assert page.locator("#id_kind_3").input_value() == "ruling"  # what was chosen by hand stays
    page.get_by_role("button", name="存档").click()
    expect(page.get_by_text("4份文书已存档")).to_be_visible()
    kinds = set(Paper.objects.filter(case=case).values_list("kind", flat=True))
    assert kinds == {"complaint_copy", "notice_to_respond", "ruling", "summons"}


def test_more_files_than_rows_are_not_lost_without_a_word(screen: Screen) -> None:
    case, page = make.case(), screen()
    desk.sign_in(page, make.user())
    page.goto(f"/console/cases/{case.id}/papers/several/")
    page.locator("#id_file_7").set_input_files([file(f"传票{number}") for number in range(3)])
    expect(page.get_by_text("所选文件多于栏数")).to_be_visible()
    assert [page.locator(f"#id_file_{row}").evaluate("e => e.files.length") for row in (6, 7, 8)] == [0, 1, 1]
