"""Spreadsheets are read in a child of their own; whatever is wrong with a file has a word."""

import io
import time
import zipfile
from contextlib import suppress
from datetime import UTC, datetime

import pytest
import xlsxwriter

from songda.trust import spreadsheets
from songda.trust.spreadsheets import SpreadsheetError, Table, read_cells, read_pasted, read_spreadsheet
from songda.trust.spreadsheets.sheet_xml import sheet_xml
from songda.trust.tables import Sheet, write_workbook
from tests.rows import all_rows

WORDS = [["角色", "姓名"], ["原告", "张三"]]


def workbook(*rows: list[object]) -> bytes:
    made = io.BytesIO()
    sheets = [Sheet("empty", (), ()), Sheet("people", (("角色", 9), ("姓名", 9)), rows)]  # type: ignore[arg-type]
    write_workbook(sheets, made, "people", datetime(2026, 6, 1, tzinfo=UTC))
    return made.getvalue()


def read(body: bytes) -> Table:
    return read_spreadsheet(body).table


def book(**sheets: list[list[object]]) -> bytes:
    made = io.BytesIO()
    pages = [Sheet(name, [(str(head), 9) for head in rows[0]], rows[1:]) for name, rows in sheets.items()]  # type: ignore[misc]
    write_workbook(pages, made, "book", datetime(2026, 6, 1, tzinfo=UTC))
    return made.getvalue()


def hiding(body: bytes, *rows: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                for row in rows:
                    text = text.replace(b'<row r="%d"' % row, b'<row r="%d" hidden="1"' % row)
            new.writestr(name, text)
    return made.getvalue()


def code_of(body: bytes) -> str:
    return refusal_of(body).code


def refusal_of(body: bytes) -> SpreadsheetError:
    with pytest.raises(SpreadsheetError) as refused:
        read(body)
    return refused.value


def test_a_workbook_gives_the_words_of_its_first_sheet_that_has_any() -> None:
    assert read(workbook(["原告", "张三"], ["", ""])) == WORDS


def test_cells_read_as_people_see_them() -> None:
    day, number = datetime(2026, 6, 1, 9, 30, tzinfo=UTC).replace(tzinfo=None), 13800138000
    assert read(workbook([number, day.date()]))[1] == ["13800138000", "2026-06-01"]
    assert read(workbook([142301199001011234.0, "x"]))[1][0].startswith("1.42301199001011")


@all_rows("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@all_rows("mark", [",", "\t", ";"])
def test_a_text_is_read_in_whichever_letters_it_was_saved(encoding: str, mark: str) -> None:
    assert read("\r\n".join(mark.join(row) for row in WORDS).encode(encoding)) == WORDS


def test_pasted_cells_may_be_parted_by_blanks_and_hold_line_breaks() -> None:
    assert read_cells("原告  张三\n\n被告\u3000李四") == [["原告", "张三"], [], ["被告", "李四"]]
    assert read_cells('原告\t"张三\n又名张四"') == [["原告", "张三 又名张四"]]


def test_what_cannot_be_read_is_said() -> None:
    assert code_of(b" \n ") == "empty"
    assert code_of(workbook()[:0] + b"PK\x03\x04 no zip") == "unreadable"
    assert code_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == "unreadable"
    assert code_of(b"\xff\x00\x81 \x00") == "unreadable"
    assert code_of(b"a,b\n" * (spreadsheets.MOST_ROWS + 1)) == "too_many_rows"
    assert code_of(b"x" * (spreadsheets.LARGEST + 1)) == "too_large"


@pytest.mark.night("unpacks gigabytes")
def test_a_workbook_that_unpacks_to_gigabytes_ends_with_its_child() -> None:
    good, bomb = io.BytesIO(workbook(["原告", "张三"])), io.BytesIO()
    cell = b'<row><c t="inlineStr"><is><t>x</t></is></c></row>'
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            with new.open(name, "w", force_zip64=True) as out:
                if not name.endswith("sheet2.xml"):
                    out.write(old.read(name))
                    continue
                out.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
                for _ in range(60):
                    out.write(cell * 100_000)
                out.write(b"</sheetData></worksheet>")
    assert len(bomb.getvalue()) < spreadsheets.LARGEST
    assert code_of(bomb.getvalue()) in ("unreadable", "too_many_rows")


def test_nothing_is_cut_off_a_cell_and_one_without_measure_is_named() -> None:
    long = "传票.pdf；" * 200
    assert read_cells(f"甲,{long}") == [["甲", long]]
    assert read(workbook(["甲", long]))[1] == ["甲", long]
    too_long = "长" * (spreadsheets.LONGEST_CELL + 1)
    for body in (f"姓名,文书\n\n甲,{too_long}".encode(), workbook(["", ""], ["甲", too_long])):
        refused = refusal_of(body)
        assert (refused.code, refused.values["row"], refused.values["begin"]) == ("long_cell", 3, "长" * 12)


def test_columns_and_rows_beyond_what_is_read_are_refused() -> None:
    wide = ["x", *[""] * (spreadsheets.MOST_COLUMNS - 1), "lost"]
    for body in (",".join(wide).encode(), workbook(list(wide))):
        refused = refusal_of(body)
        assert (refused.code, refused.values["row"]) == ("too_many_columns", 1 + body.startswith(b"PK"))
    assert code_of(b"a,b\n" + b"\n" * spreadsheets.MOST_ROWS + b"c,d") == "too_many_rows"
    with pytest.raises(SpreadsheetError):
        read_cells("a,b\n" * (spreadsheets.MOST_ROWS + 1))


def test_rows_keep_the_number_that_the_spreadsheet_shows() -> None:
    table = [WORDS[0], [], [], WORDS[1]]
    assert read(workbook(["", ""], ["", ""], ["原告", "张三"], ["", ""])) == table
    assert read_cells("角色,姓名\n,\n\n原告,张三\n\n,") == table


HEAD = "案号,姓名,地址,文书"
LINES = [HEAD, "1,甲,路,a", "2,乙,街,b", "3,丙,巷,c", "4,丁,村,d"]


@pytest.mark.parametrize(
    "rows",
    [
        {2: '2,"乙,街,b'},  # nothing closes it
        {2: '2,"乙,街,b', 4: '4,"丁,村,d'},  # the next one that opens seems to close it
        {2: '2,"乙,街,b', 4: '4,丁",村,d'},  # the row that closes it fits
        {2: '2,"乙,街,b', 3: '3,丙,巷",c'},
        {2: '2,乙,"街,b', 3: '3,丙",巷,c'},
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_told_by_its_row(rows: dict[int, str]) -> None:
    refused = refusal_of("\r\n".join(rows.get(at, line) for at, line in enumerate(LINES)).encode())
    assert (refused.code, refused.values) == ("quote", {"row": 3})


def test_quoted_cells_may_hold_line_breaks_marks_and_quotation_marks() -> None:
    text = HEAD + '\n1,甲,"孝义市,新义街\n1号","起诉状""正本"".pdf"\n2,乙 "小乙",街,b'
    assert read_cells(text)[1:] == [["1", "甲", "孝义市,新义街 1号", '起诉状"正本".pdf'], ["2", '乙 "小乙"', "街", "b"]]


def test_what_cannot_be_seen_does_not_come_along() -> None:
    assert read_cells("姓名,电话\n张\u200b三,\u202a13800138000\u202c\u200e")[1] == ["张三", "13800138000"]
    assert read(workbook(["\u2066张三\u2069", "\ufeff13800138000"]))[1] == ["张三", "13800138000"]


def test_the_sheet_with_heads_that_are_known_is_taken_and_the_others_are_named() -> None:
    people: list[list[object]] = [["角色", "姓名"], ["原告", "张三"]]
    taken = read_spreadsheet(book(说明=[["每人一行", "请勿改动"], ["例", "如下"]], 人员=people, 空=[[]], 旧=people))
    assert (taken.table, taken.sheet, taken.others) == (WORDS, "人员", ("说明", "旧"))
    taken = read_spreadsheet(book(甲=[["谁", "何人"], ["x", "y"]], 乙=[["x"]]))
    assert (taken.sheet, taken.others) == ("甲", ("乙",))


def test_rows_that_a_filter_hides_are_counted() -> None:
    people: list[list[object]] = [["角色", "姓名"], ["原告", "张三"], ["被告", "李四"]]
    taken = read_spreadsheet(hiding(book(说明=[["请"]], 人员=people), 1, 3))
    assert (len(taken.table), taken.hidden) == (3, 2)
    assert read_spreadsheet(book(人员=people)).hidden == 0


def reckoned() -> bytes:
    """A case over three merged rows, then rows whose number shows an error, was never reckoned, or is empty words."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        page = book.add_worksheet()
        page.merge_range(0, 1, 0, 3, "案件清单")
        page.write_row(1, 1, ["案号", "姓名", "地址"])
        page.merge_range(2, 1, 4, 1, "一号")
        page.merge_range(2, 3, 3, 3, "新义街1号")
        for row in range(2, 9):
            page.write(row, 2, f"人{row}")
        page.write_formula(5, 1, "=NA()", value="#N/A")
        page.write_formula(6, 1, "=VLOOKUP(C7,X:Y,2)", value="")
        page.write_formula(7, 1, '=IF(1,"","x")', value=" ")
    return made.getvalue()


def test_merged_cells_are_said_of_each_row_and_what_is_unreadable_is_not_empty() -> None:
    table = read(reckoned())
    assert [row[0] for row in table[2:]] == ["一号", "一号", "一号", "#N/A", "=VLOOKUP(C7,X:Y,2)", "", ""]
    assert [row[2:] for row in table[2:5]] == [["新义街1号"], ["新义街1号"], []]
    assert table[0] == ["案件清单"]


def test_which_files_tell_nothing_from_an_error_is_known() -> None:
    assert read_spreadsheet(reckoned()).tells_blank
    assert read_spreadsheet("案号,姓名\n,甲".encode()).tells_blank
    binary = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(reckoned())) as old, zipfile.ZipFile(binary, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(b"sheet1.xml", b"sheet1.bin") if name.endswith(".rels") else text)
    assert sheet_xml(binary.getvalue(), 0) is None


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"," * 4_000_000, marks=pytest.mark.night("a child takes all the time it may"), id="commas"),
        pytest.param(b"a,b\n" * 1_000_000, marks=pytest.mark.night("a child takes all the time it may"), id="rows"),
        pytest.param(b'"' * 4_000_000, id="quotes"),
        pytest.param(b"\t\n" * 2_000_000, id="tabs"),
    ],
)
def test_a_text_made_to_take_long_takes_no_time_of_whoever_asks(body: bytes) -> None:
    """It is read, or refused, in a child that may use so much time and no more."""
    before = time.process_time()
    with suppress(SpreadsheetError):
        read_spreadsheet(body)
    with suppress(SpreadsheetError):
        read_pasted(body.decode())
    assert time.process_time() - before < 1.5


def test_what_is_pasted_is_read_like_a_file_and_refused_with_its_place() -> None:
    assert read_pasted("角色\t姓名\n原告\t张三").table == WORDS
    assert read_pasted(" \n ").table == []
    with pytest.raises(SpreadsheetError) as told:
        read_pasted('角色,姓名\n原告,"张三')
    assert (told.value.code, told.value.values) == ("quote", {"row": 2})
    assert read_pasted("\ud800,b").table
