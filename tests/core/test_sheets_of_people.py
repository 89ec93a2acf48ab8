"""Tables of people are read by their heads, or by what stands in their cells."""

import pytest

from songda.core.identifiers.postal import compose, faults
from songda.core.sheets.heads import find_head, head_row, heads_in, is_unreadable, parting_mark, told_by, why_aside
from songda.core.sheets.people import (
    PersonRow,
    acting_for,
    is_rounded,
    number_in,
    read_consent,
    read_people,
    role_of,
    several,
    split_place,
    unread_heads,
    whose_agent,
)
from tests.rows import all_rows

ZHANG = PersonRow("plaintiff", "张三", "142301199001011234", "13800138000", "山西省孝义市中阳楼街道1号")


def test_heads_tell_what_a_column_is_whatever_their_order() -> None:
    table = [
        ["序号", "姓名（名称）", "联系电话", "诉讼地位", "身份证号码", "送达地址", "是否同意电子送达"],
        ["1", "张三", "13800138000", "原告", "142301199001011234", "山西省孝义市中阳楼街道1号", ""],
        ["2", "李四", "", "被告（一）", "", "", "同意"],
    ]
    table[0][1] = "姓名"
    assert read_people(table) == [ZHANG, PersonRow("defendant", "李四", consent="yes")]


def test_the_heads_are_found_below_a_title() -> None:
    table = [["当事人"], [], ["诉讼地位*", "姓名：", "联系电话"], ["原告", "张三", "13800138000", "多"]]
    assert (find_head(table), head_row(table)) == (2, 2)
    assert heads_in(table) == [*table[2], ""]
    assert read_people(table) == [PersonRow("plaintiff", "张三", "", "13800138000")]
    assert unread_heads(table) == [""]
    assert find_head([["张三", "同意"], ["李四", "法庭"]]) is None
    assert (head_row([]), heads_in([])) == (0, [])


@all_rows(
    ("text", "mark"),
    [
        ("姓名,手机\n甲,138\t001", ","),
        ("姓名;手机;地址\n甲;138;孝义市,新义街", ";"),
        ('2026年清单\n"姓名";"手机"\n甲,乙;138', ";"),
        ("编号;谁\n1;甲,乙", ";"),
        ("姓名,手机\n甲,1;2;3;4", ","),
        ("甲\t1;2;3\n乙\t4", "\t"),
        ("姓名  手机\n甲  138", None),
        ("甲\n乙", None),
        ("", None),
    ],
)
def test_what_parts_the_cells_is_told_by_the_heads_and_by_no_cell_further_down(text: str, mark: str | None) -> None:
    assert parting_mark(text) == mark


def test_two_columns_of_one_kind_lose_nothing() -> None:
    heads = ["姓名", "手机", "联系电话", "住所地", "通信地址"]
    table = [heads, ["张三", "13800138000", "0358-7622222", "甲地", "乙地"]]
    (row,) = read_people(table)
    assert (row.contact, row.place, row.unread) == ("13800138000;0358-7622222", "甲地", ("乙地",))
    table = [["姓名", "手机", "联系电话"], ["张三", "13800138000", ""]]
    assert read_people(table)[0].contact == "13800138000"


def test_heads_of_columns_that_nobody_knows_are_told_where_something_stands_below_them() -> None:
    table = [["姓名", "寄往何处", "备注", ""], ["张三", "新义街1号", "", "甲"], ["李四"]]
    assert unread_heads(table) == ["寄往何处", ""]
    assert unread_heads([["张三", "新义街1号"]]) == unread_heads([]) == []


def test_without_heads_a_cell_is_told_by_its_form() -> None:
    rows = read_people(
        [
            ["原告", "张三", "142301199001011234", "13800138000", "山西省孝义市中阳楼街道1号"],
            ["被告2", "山西某某建材有限公司", "91141181MA0GT7X95T", "0358-7622222", "孝义市振兴路3号"],
            ["第三人", "王五", "wang@example.com", "?!"],
        ]
    )
    assert rows[0] == ZHANG
    assert (rows[1].role, rows[1].name, rows[1].contact) == ("defendant", "山西某某建材有限公司", "0358-7622222")
    assert (rows[2].contact, rows[2].unread) == ("wang@example.com", ("?!",))


@all_rows(
    ("head", "column"),
    [
        ("姓名或者名称", "name"),
        ("姓名、名称", "name"),
        ("姓名（必填）", "name"),
        ("*手机 / 邮箱：", "contact"),
        ("同意电子送达（是/否）", "consent"),
        ("证件号码或者统一社会信用代码", "number"),
        ("备注", ""),
    ],
)
def test_a_head_is_known_however_its_names_are_joined_and_whatever_stands_behind_it(head: str, column: str) -> None:
    assert told_by(head, "heads") == column


@all_rows(
    ("said", "role"),
    [
        ("被告一", "defendant"),
        ("被告 3", "defendant"),
        ("【被上诉人】", "appellee"),
        ("Defendant 2", "defendant"),
        ("委托诉讼代理人", "agent"),
        ("第三人", "third_party"),
        ("委托代理人", "agent"),
        ("代理律师", "agent"),
        ("上诉人（原审被告）", "appellant"),
        ("被告（反诉原告）", "defendant"),
        ("路人", "路人"),
        ("", ""),
    ],
)
def test_a_role_is_known_by_its_name_numbered_or_not(said: str, role: str) -> None:
    assert role_of(said) == role


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("山西省孝义市中阳楼街道1号", ("山西省", "孝义市", "", "中阳楼街道1号", "")),
        ("032300 山西省吕梁市孝义市振兴街2号", ("山西省", "吕梁市", "孝义市", "振兴街2号", "032300")),
        ("北京市朝阳区建国路93号", ("北京市", "", "朝阳区", "建国路93号", "")),
        ("内蒙古自治区呼和浩特市新城区海东街1号", ("内蒙古自治区", "呼和浩特市", "新城区", "海东街1号", "")),
        ("湖北省恩施土家族苗族自治州利川市东城1号", ("湖北省", "恩施土家族苗族自治州", "利川市", "东城1号", "")),
    ],
)
def test_a_place_in_one_line_is_split_into_its_parts(line: str, parts: tuple[str, ...]) -> None:
    place = split_place(line)
    assert place is not None
    assert (place.province, place.city, place.district, place.street, place.postcode) == parts
    assert not faults(place)
    assert compose(place)


@pytest.mark.parametrize("line", ["孝义市振兴路3号", "村东头", "", "山西省", "1234", "山西省" + "路" * 99])
def test_a_place_of_which_no_province_or_street_is_told_stays_one_line(line: str) -> None:
    assert split_place(line) is None


def test_a_number_that_a_spreadsheet_rounded_is_known() -> None:
    assert is_rounded("1.42301199001011e+17")
    assert is_rounded("1234567890123456.0")
    assert not is_rounded("142301199001011234")
    assert not is_rounded("91141181MA0GT7X95T")


def test_an_empty_table_has_nobody() -> None:
    assert read_people([]) == []
    assert read_people([["姓名", "手机"]]) == []


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("传票.pdf 起诉状 (2).PDF  判决书.pdf", ["传票.pdf", "起诉状 (2).PDF", "判决书.pdf"]),
        ("13800138771 13900138772", ["13800138771", "13900138772"]),
        ("13800138771  13900138772 \t a@example.com", ["13800138771", "13900138772", "a@example.com"]),
        ("  ", []),
        ("a@example.com 13900138772 b@example.com", ["a@example.com", "13900138772", "b@example.com"]),
        ("138 0013 8771、a@example.com", ["138 0013 8771", "a@example.com"]),
        ("起诉状 副本.pdf", ["起诉状 副本.pdf"]),
    ],
)
def test_a_gap_parts_what_is_whole_before_it_and_nothing_else(cell: str, parts: list[str]) -> None:
    assert several(cell) == parts


@all_rows(
    ("said", "meant"),
    [
        ("原告代理人", ("agent", "plaintiff")),
        ("被告委托诉讼代理人", ("agent", "defendant")),
        ("被告（一）之委托诉讼代理人", ("agent", "defendant")),
        ("上诉人的代理律师", ("agent", "appellant")),
        ("原告法定代理人", ("statutory_agent", "plaintiff")),
        ("委托诉讼代理人", ("agent", "")),
        ("被告", ("defendant", "")),
        ("某某代理人", ("某某代理人", "")),
    ],
)
def test_a_role_may_say_for_whom_somebody_acts(said: str, meant: tuple[str, str]) -> None:
    assert acting_for(said) == meant


@pytest.mark.parametrize(
    ("said", "places"), [("", [0, 1, 2]), ("李四", [1]), ("plaintiff", [0]), ("被告", [1, 2]), ("王五", [])]
)
def test_for_whom_is_told_by_name_or_role_and_else_everybody_is_possible(said: str, places: list[int]) -> None:
    assert whose_agent(said, [("plaintiff", "张三"), ("defendant", "李四"), ("defendant", "赵六")]) == places


@all_rows(
    ("cell", "answer"),
    [
        ("是", "yes"),
        ("√", "yes"),
        ("否", "no"),
        ("不同意", "no"),
        ("×", "no"),
        ("待定", ""),
        ("", ""),
        ("随便", "随便"),
    ],
)
def test_yes_no_and_not_yet_are_three_answers(cell: str, answer: str) -> None:
    assert read_consent(cell) == answer


@all_rows(
    ("row", "why"),
    [
        (["合计", "", "3"], "total"),
        (["", "合　计：", "12人", "1,200.00元"], "total"),
        (["9", "共3件"], "total"),
        (["Total", "3"], "total"),
        (["合计", "张三", "13800138000"], ""),
        (["示例：完整案号", "被告", "李某"], "example"),
        (["被告", "李某（示例）"], "example"),
        (["被告", "李某"], ""),
        (["被告", "合计某"], ""),
        ([], ""),
    ],
)
def test_sums_and_examples_are_nobodys_rows(row: list[str], why: str) -> None:
    assert why_aside(row) == why
    assert bool(read_people([["诉讼地位", "姓名", "手机"], row])) == (not why and any(row))


@all_rows("cell", ["#N/A", "#REF!", "#NAME?", "Err:502", "########", "=VLOOKUP(A1,B:C,2)", "1;#N/A", "＃N／A"])
def test_what_a_spreadsheet_shows_instead_of_a_value_is_unreadable(cell: str) -> None:
    assert is_unreadable(cell)
    assert not is_unreadable(cell.replace("#", "").replace("=", "").replace("＃", "").replace("Err:", ""))


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("山西省孝义市新义街1号", ""),
        ("032300 山西省孝义市新义街12号3单元402", ""),
        ("山西省孝义市新义街1号 0358-7622222", "0358-7622222"),
        ("新义街1号13800138000", "13800138000"),
        ("新义街1号，li@example.com", "li@example.com"),
    ],
)
def test_a_number_in_a_place_is_found(place: str, found: str) -> None:
    assert number_in(place) == found
