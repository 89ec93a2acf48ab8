"""What the library that reads the cells does not tell of an XLSX: hidden rows, and cells whose value is missing."""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from typing import NamedTuple

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*\br:id=[\"']([^\"']+)")
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(row|c)\b([^>]*)>")
_CELL_ENDS = re.compile(rb"</(?:\w+:)?c>")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^>/]*>([^<]*)")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*))")
_PLACE = re.compile(rb"([A-Z]{1,3})([0-9]{1,7})")
_BOOK = "xl/workbook.xml"
_LONGEST_FORMULA = 60


class Unread(NamedTuple):
    """A cell, from 0, that shows an error (`words`: its name), or a formula without its result (the formula)."""

    row: int
    column: int
    words: str


def sheet_xml(body: bytes, at: int) -> bytes | None:
    """The sheet at this place of an XLSX as it is stored; None for other files, of which nobody can tell more."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as book:
            path = _path(book, at)
            return book.read(path) if path.endswith(".xml") else None
    except (KeyError, IndexError, zipfile.BadZipFile):
        return None


def hidden_rows(sheet: bytes) -> Iterator[int]:
    """The numbers of its rows that are hidden, by a filter or by hand."""
    for found in _ROW_OR_CELL.finditer(sheet):
        number = _attribute(found[2], b"r")
        if found[1] == b"row" and _attribute(found[2], b"hidden") in {b"1", b"true"} and number.isdigit():
            yield int(number)


def unread_cells(sheet: bytes) -> Iterator[Unread]:
    """The cells that look empty to the library and are not; a formula whose result is no words at all is empty."""
    row = column = -1
    for found in _ROW_OR_CELL.finditer(sheet):
        if found[1] == b"row":
            number = _attribute(found[2], b"r")
            row, column = int(number) - 1 if number.isdigit() else row + 1, -1
            continue
        place = _PLACE.fullmatch(_attribute(found[2], b"r"))
        row, column = (int(place[2]) - 1, _column(place[1])) if place else (row, column + 1)
        end = _CELL_ENDS.search(sheet, found.end())
        if found[2].endswith(b"/") or end is None:
            continue
        if words := _unread(_attribute(found[2], b"t"), sheet[found.end() : end.start()]):
            yield Unread(row, column, words)


def _unread(kind: bytes, inside: bytes) -> str:
    value, formula = _VALUE.search(inside), _FORMULA.search(inside)
    if kind == b"e":
        return _text(value[1]) if value and value[1] else "#N/A"
    if formula is None or kind == b"str" or (value and value[1]):
        return ""
    return f"={_text(formula[1] or b'')}"[:_LONGEST_FORMULA]


def _text(words: bytes) -> str:
    return unescape(words.decode("utf-8", "replace")).strip()


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _path(book: zipfile.ZipFile, at: int) -> str:
    """Where the sheet lies: the book names it by a relation, and the relations name its file."""
    relation = _SHEET.findall(book.read(_BOOK))[at]
    relations = _RELATION.findall(book.read("xl/_rels/workbook.xml.rels"))
    targets = {_attribute(one, b"Id"): _attribute(one, b"Target").decode() for one in relations}
    target = targets[relation]
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _attribute(tag: bytes, name: bytes) -> bytes:
    found = re.search(rb"(?:^|\s)" + name + rb"\s*=\s*[\"']([^\"']*)", tag)
    return found[1] if found else b""
