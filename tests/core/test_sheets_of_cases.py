"""Sheets of many cases: rows find their case, columns their meaning, and moments are read as they are written."""

from datetime import datetime

import pytest

from songda.core.sheets.cases import cases_in, columns_of, read_moment
from tests.rows import all_rows

HEAD = ["案号", "案由", "诉讼地位", "姓名", "手机号码", "同意电子送达", "文书"]
TABLE = [
    HEAD,
    ["（2026）晋1181民初1号", "民间借贷纠纷", "原告", "甲", "13800000001", "是", ""],
    ["", "", "被告一", "乙", "13800000002", "", "传票1.pdf；起诉状.pdf"],
    ["（2026）晋1181民初2号", "", "被告", "丙", "", "", ""],
    ["(2026)晋1181民初1号", "", "被告2", "丁", "", "", ""],
]


def test_rows_belong_to_the_number_that_stands_in_them_or_above_however_it_is_written() -> None:
    first, second = cases_in(TABLE, columns_of(HEAD, {}))
    assert [row.cell("name") for row in first.people] == ["甲", "乙", "丁"]
    assert [row.line for row in first.rows] == [2, 3, 5]
    assert [row.cell("role") for row in first.rows] == ["plaintiff", "defendant", "defendant"]
    assert first.first("cause") == ("民间借贷纠纷", 2)
    assert first.rows[1].papers == ["传票1.pdf", "起诉状.pdf"]
    assert second.number == "（2026）晋1181民初2号"


def test_a_row_has_the_number_that_the_spreadsheet_shows_under_a_title_and_among_blank_ones() -> None:
    table = [["2026年案件清单"], [], HEAD, [], *TABLE[1:3]]
    (one,) = cases_in(table, columns_of(HEAD, {}))
    assert [(row.line, row.cell("name")) for row in one.rows] == [(5, "甲"), (6, "乙")]
    (one,) = cases_in([["清单"], ["编号", "谁"], ["1", "甲"]], ["case", "name"])
    assert [(row.line, row.cell("name")) for row in one.rows] == [(3, "甲")]


def test_what_was_chosen_before_comes_before_what_courts_usually_call_it() -> None:
    assert columns_of(["编号", "姓名"], {"编号": "case"}) == ["case", "name"]
    assert columns_of(["姓名", "当事人", "备注"], {}) == ["name", "", ""]


WRITTEN = """2026-09-01 09:30, 2026/9/1 9:30, 2026.9.1 9:30, 2026-09-01 09:30:00, 2026/9/1 9:30:00, 2026-09-01T09:30,
2026年9月1日 9:30, 2026年9月1日9：30, 2026年9月1日上午9时30分, 2026年9月1日（星期二）上午9点30分, 2026年09月01日 09:30,
２０２６年９月１日９：３０, 2026 年 9 月 1 日 9 时 30 分, \u202a2026-09-01 09:30\u202c, 2026-9-1上午9:30"""


def test_several_columns_of_telephones_and_papers_are_one() -> None:
    head = ["案号", "姓名", "姓名", "手机", "邮箱", "文书", "文件"]
    columns = columns_of(head, {})
    assert columns == ["case", "name", "", "contact", "contact", "papers", "papers"]
    rows = [["1", "甲", "乙", "13800000001", "a@example.com", "传票", "起诉状"], ["1", "丙", "", "", "b@example.com"]]
    (one,) = cases_in([head, *rows], columns)
    assert [row.cell("contact") for row in one.rows] == ["13800000001;a@example.com", "b@example.com"]
    assert one.rows[0].papers == ["传票", "起诉状"]


@all_rows("cell", WRITTEN.split(","))
def test_moments_are_read(cell: str) -> None:
    assert read_moment(cell) == datetime(2026, 9, 1, 9, 30)  # noqa: DTZ001 - as it stands in the sheet


def test_hours_from_noon_and_whole_hours_are_read() -> None:
    cells = ("2026年9月1日下午2:30", "2026-9-1 下午 12时", "2026年9月1日9时整", "2026-9-2 19:30", "2026-9-21 9:30")
    moments = [read_moment(cell) for cell in cells]
    assert [(one.day, one.hour, one.minute) for one in moments if one] == [
        (1, 14, 30),
        (1, 12, 0),
        (1, 9, 0),
        (2, 19, 30),
        (21, 9, 30),
    ]


@pytest.mark.parametrize(
    "cell", ["2026-09-01", "九月一日", "2026-13-01 09:30", "2026-9-1 9:", "2026-9-1 25时", "2026-9-19:30", ""]
)
def test_what_is_no_moment_is_none(cell: str) -> None:
    assert read_moment(cell) is None


@pytest.mark.parametrize(
    "cell",
    ["#N/A", "#NV", "#DIV/0!", "#TIMEOUT!", "#WERT!", "#名称?", "＃REF！", "=VLOOKUP(B3,X:Y,2)", "########", "Err:502"],
)
def test_a_row_whose_number_shows_an_error_belongs_to_no_case_above_and_neither_does_what_follows(cell: str) -> None:
    table = [HEAD, TABLE[1], [cell, "", "被告", "外人"], ["", "", "被告", "又一人"]]
    first, unknown = cases_in(table, columns_of(HEAD, {}))
    assert [row.cell("name") for row in first.people] == ["甲"]
    assert [row.cell("name") for row in unknown.people] == ["外人", "又一人"]


def test_where_errors_cannot_be_told_from_nothing_no_row_belongs_to_the_one_above() -> None:
    cases = cases_in(TABLE, columns_of(HEAD, {}), tells_blank=False)
    assert [[row.cell("name") for row in one.people] for one in cases] == [["甲", "丁"], ["乙"], ["丙"]]


def test_sums_and_the_example_of_a_template_are_no_cases() -> None:
    table = [HEAD, ["示例：完整案号", "民间借贷纠纷", "被告", "李某"], *TABLE[1:], ["合计", "", "", "4"]]
    assert len(cases_in(table, columns_of(HEAD, {}))) == 2
