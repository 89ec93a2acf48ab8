"""Which rows of a workbook are hidden, by a filter or by hand: the library that reads the cells does not tell."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*\br:id=[\"']([^\"']+)")
_RELATION = re.compile(rb"<Relationship\b[^>]*>")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_BOOK = "xl/workbook.xml"


def hidden_rows(body: bytes, at: int) -> Iterator[int]:
    """The numbers of those rows of the sheet at this place of an XLSX; none of other files, which nobody can tell."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as book:
            sheet = book.read(_path(book, at))
    except (KeyError, IndexError, zipfile.BadZipFile):
        return
    for row in _ROW.findall(sheet):
        number = _attribute(row, b"r")
        if _attribute(row, b"hidden") in {b"1", b"true"} and number.isdigit():
            yield int(number)


def _path(book: zipfile.ZipFile, at: int) -> str:
    """Where the sheet lies: the book names it by a relation, and the relations name its file."""
    relation = _SHEET.findall(book.read(_BOOK))[at]
    relations = _RELATION.findall(book.read("xl/_rels/workbook.xml.rels"))
    targets = {_attribute(one, b"Id"): _attribute(one, b"Target").decode() for one in relations}
    target = targets[relation]
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _attribute(tag: bytes, name: bytes) -> bytes:
    found = re.search(rb"\s" + name + rb"\s*=\s*[\"']([^\"']*)", tag)
    return found[1] if found else b""
