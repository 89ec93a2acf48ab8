"""Tables taken away: the same numbers, nothing that acts as a formula, flat in memory."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest

from songda.trust.tables import BYTE_ORDER_MARK, Cell, Share, Sheet, csv_of, safe_cell, write_workbook
from tests.rows import all_rows

AT = datetime(2022, 7, 1, 9, 30, tzinfo=UTC)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EVIL = ('=HYPERLINK("http://x","y")', "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "=cmd|' /C calc'!A0", *"＝＋－＠")
ROWS: list[list[Cell]] = [["短信", 3903, Share(0.5065), date(2021, 1, 1), 1.5, None], *([word] for word in EVIL)]


def workbook(rows: list[list[Cell]], name: str = "数") -> bytes:
    out = io.BytesIO()
    write_workbook([Sheet(name, [("way", 20), ("sum", 10)], iter(rows))], out, "Figures", AT)
    return out.getvalue()


def cells(book: bytes, number: int = 1) -> list[list[ET.Element]]:
    with zipfile.ZipFile(io.BytesIO(book)) as packed:
        root = ET.fromstring(packed.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314 - our own
    return [list(row.iter(f"{MAIN}c")) for row in root.iter(f"{MAIN}row")]


def test_no_cell_of_a_workbook_is_a_formula_or_a_link() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(ROWS))) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    found = cells(workbook(ROWS))[2:]
    assert [row[0].attrib["t"] for row in found] == ["inlineStr"] * len(EVIL)


def test_text_stays_text_when_somebody_edits_the_cell() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(ROWS))) as packed:
        assert 'quotePrefix="1"' in packed.read("xl/styles.xml").decode()


def test_a_workbook_holds_the_numbers_as_numbers() -> None:
    first = cells(workbook(ROWS))[1]
    assert [cell.findtext(f"{MAIN}v") for cell in first[1:]] == ["3903", "0.5065", "44197", "1.5"]
    assert "".join(first[0].itertext()) == "短信"


@all_rows("said", EVIL)
def test_no_cell_of_a_csv_begins_as_a_formula(said: str) -> None:
    (line,) = csv.reader(io.StringIO(csv_of([[said]]).removeprefix(BYTE_ORDER_MARK).decode(), newline=""))
    assert line == [f"'{said}"]
    assert safe_cell(said) == f"'{said}"


def test_a_csv_holds_the_same_numbers_and_a_nothing_is_empty() -> None:
    text = csv_of(ROWS[:1]).removeprefix(BYTE_ORDER_MARK).decode()
    assert text == "短信,3903,50.65,2021-01-01,1.5,\r\n"


def test_the_same_rows_give_the_same_bytes() -> None:
    assert workbook(ROWS) == workbook(ROWS)


def test_names_of_sheets_that_spreadsheets_refuse_are_mended() -> None:
    out = io.BytesIO()
    names = ["[a]:*?/\\" * 9, "a", "A", "", "'"]
    write_workbook([Sheet(name, [("x", 5)], [[1]]) for name in names], out, "t", AT)
    with zipfile.ZipFile(out) as packed:
        book = ET.fromstring(packed.read("xl/workbook.xml"))  # noqa: S314
    found = [sheet.attrib["name"] for sheet in book.iter(f"{MAIN}sheet")]
    assert len({name.lower() for name in found}) == len(names)
    assert all(0 < len(name) <= 31 for name in found)


@pytest.mark.night("measures")
def test_a_hundred_thousand_rows_are_written_quickly_and_in_little_memory() -> None:
    """Counted in processor time and peak memory of a process of its own, interpreter included."""
    code = (
        "import io,json,pathlib,tempfile,time;from datetime import UTC,datetime;"
        "from songda.trust.tables import Share,Sheet,write_workbook;"
        "rows=([f'way {n}',n,n+1,Share(n/100001),'words'] for n in range(100000));"
        "start=time.process_time();file=tempfile.TemporaryFile();"
        "write_workbook([Sheet('a',[('x',9)]*5,rows)],file,'t',datetime(2022,7,1,tzinfo=UTC));"
        "peak=int(pathlib.Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0]);"
        "print(json.dumps([time.process_time()-start,peak,file.tell()]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    seconds, kilobytes, size = json.loads(done.stdout)
    assert seconds < 10
    assert kilobytes < 100_000
    assert size > 1_000_000
