"""What is wrong to write into a field, whatever the field is for; a browser, a program or an enemy sends it."""

from collections.abc import Iterator, Mapping
from urllib.parse import quote_from_bytes
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.web.forms_on_pages import Field

BAD: Mapping[str, str | bytes] = {
    "nothing": "",
    "blanks": " \u3000\t ",
    "a NUL": "李\0某",
    "no UTF-8": b"\xff\xfe\x80",
    "half a letter": b"\xed\xa0\x80",
    "letters that turn around": "\u202e\u2066李某\u200f",
    "too long": "长" * 20_000,
    "too many digits": "9" * 4500,
    "a number above all": "99999999999999999999",
    "below zero": "-1",
    "zero": "0",
    "a fraction": "0.000001",
    "no number": "NaN",
    "without end": "1e400",
    "digits of full width": "１２３４５６７８９０１",
    "other digits": "٣²",
    "the year 0": "0000-00-00",
    "the last year": "9999-12-31",
    "the first day": "0001-01-01",
    "the last moment": "9999-12-31T23:59",
    "the first moment": "0001-01-01T00:00",
    "30 February": "2026-02-30",
    "a time that is none": "25:61",
    "faces": "👨‍👩‍👧‍👦😀",
    "nobody's": str(UUID(int=7)),
    "no choice": "no-such-choice",
    "a formula": '=HYPERLINK("http://x")',
    "an address": "zhangsan@163",
    "brackets": "[[[[{{{{",
}
# A row of the sheet of many cases that nothing is wrong with, by column.
PERSON = {
    "case": "（2026）晋1181民初2001号",
    "cause": "民间借贷纠纷",
    "hearing": "",
    "role": "被告",
    "name": "张三",
    "contact": "13800138000",
    "place": "山西省吕梁市孝义市新义街12号",
    "consent": "是",
}
FILES: Mapping[str, SimpleUploadedFile | str | None] = {
    "no file": None,
    "words instead of a file": "paper.pdf",
    "an empty file": SimpleUploadedFile("paper.pdf", b"", "application/pdf"),
    "no PDF": SimpleUploadedFile("paper.pdf", b"MZ\0\1", "application/pdf"),
    "half a PDF": SimpleUploadedFile("paper.pdf", b"%PDF-1.7\n1 0 obj\n", "application/pdf"),
    "half a workbook": SimpleUploadedFile("sheet.xlsx", b"PK\3\4" + b"\0" * 40, "application/zip"),
    "a name that moves": SimpleUploadedFile("..%00\u202efdp.exe", b"x", "text/\0"),
}


def bad_for(field: Field) -> Iterator[tuple[str, object]]:
    """What is wrong there, by what it is called; of no use is what sets a file's bytes into a field of words."""
    if field.type == "file":
        yield from FILES.items()
    else:
        yield from BAD.items()


def as_sent(told: Mapping[str, object]) -> bytes:
    """The body of a form without files, byte by byte as a browser or somebody worse sends it."""
    pairs = ((name, one) for name, value in told.items() for one in (value if isinstance(value, list) else [value]))
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs).encode()


def _quoted(value: object) -> str:
    raw = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
    return quote_from_bytes(raw, safe="")


# What no field of this type may take; a text may hold much, and each form says how much.
_TIMES = {"a NUL", "too long", "the year 0", "30 February", "a time that is none", "no number", "faces", "nobody's"}
_REFUSED = {
    "select": {"a NUL", "too long", "nobody's", "no choice", "no UTF-8", "faces", "30 February", "a formula"},
    "radio": {"a NUL", "too long", "nobody's", "no choice", "no UTF-8", "faces", "30 February", "a formula"},
    "date": _TIMES,
    "datetime-local": _TIMES,
    "number": {"a NUL", "too long", "too many digits", "a number above all", "no number", "without end", "faces"},
    "text": {"a NUL"},
    "search": {"a NUL"},
    "tel": {"a NUL"},
    "email": {"a NUL"},
    "file": {
        "words instead of a file",
        "an empty file",
        "no PDF",
        "half a PDF",
        "half a workbook",
        "a name that moves",
    },
}


def must_be_refused(field: Field, why: str) -> bool:
    """Whether nothing may be stored with this value in the field."""
    return why in _REFUSED.get(field.type, set())
