"""JSON that anybody may have written: read as it stands, or refused with its place and in both languages."""

import json

import pytest

from songda.core.law import FactsError, read_json
from tests.rows import all_rows

DIGITS = "9" * 20
LONGEST = 4_000_000  # bytes


def deep(levels: int) -> bytes:
    """A list in a list in a list."""
    return b"[" * levels + b"]" * levels


@all_rows(
    ("text", "found"),
    [
        (b'{"a": 1, "b": {"a": [true, null, 1.5]}}', {"a": 1, "b": {"a": [True, None, 1.5]}}),
        ('{"number": "（2022）晋1181民初123号"}'.encode(), {"number": "（2022）晋1181民初123号"}),
        (b"\xef\xbb\xbf[]", []),
        (b'"x"', "x"),
        (b"{}", {}),
        (b"-7", -7),
        (DIGITS.encode(), int(DIGITS)),
        (rb'"\ud83d\ude00"', "\U0001f600"),
        (rb'["\ud7ff", "\ue000"]', ["\ud7ff", "\ue000"]),
        (deep(50), json.loads(deep(50))),
    ],
)
def test_what_is_in_order_is_read_as_it_stands(text: bytes, found: object) -> None:
    assert read_json(text) == found


WRONG: list[tuple[str, bytes, str, str, str]] = [
    ("letters of another encoding", b'{"a": "\xff"}', "$", "not UTF-8 (byte 8)", "字节"),
    ("the first byte", b"\xff", "$", "not UTF-8 (byte 1)", "字节"),
    ("no JSON", b'{"a": 1,\n  oops}', "$", "not JSON, line 2 column 3: Expecting property name", "行"),
    ("nothing at all", b"", "$", "not JSON, line 1 column 1: Expecting value", "行"),
    ("a list in a list without end", deep(200_000), "$", "nested too deeply", "嵌套"),
    ("a key told twice", b'{"a": 1, "b": 2, "b": 3}', "$..b", "is told twice", "重复"),
    ("a key told twice further in", b'{"a": [{"c": 1, "c": 1}]}', "$..c", "is told twice", "重复"),
    ("two keys, one told three times", b'{"a": 1, "a": 2, "b": 1, "b": 2, "b": 3}', "$..b", "is told twice", "重复"),
    ("what is no number", b'{"a": NaN}', "$", "NaN is not JSON", "NaN"),
    ("a number without end", b"[-Infinity]", "$", "-Infinity is not JSON", "-Infinity"),
    ("a long number", f"[{DIGITS}1]".encode(), "$", "a number of 21 digits; 20 are the most", "21"),
    ("half a letter", rb'{"a": ["x", "\ud800"]}', "$.a[1]", "holds half a letter", "代理项"),
    ("the other half", rb'{"a": {"b": "\udfff."}}', "$.a.b", "holds half a letter", "代理项"),
    ("half a letter in a key", rb'{"a": {"\udc00": 1}}', r"$.a.\udc00", "holds half a letter", "代理项"),
    ("half a letter alone", rb'"\udbff"', "$", "holds half a letter", "代理项"),
]


@all_rows(("sentence", "text", "path", "english", "chinese"), WRONG, ids=[row[0] for row in WRONG])
def test_what_is_wrong_is_refused_at_its_place(
    sentence: str, text: bytes, path: str, english: str, chinese: str
) -> None:
    with pytest.raises(FactsError) as refused:
        read_json(text)
    assert refused.value.path == path, sentence
    assert refused.value.reason.sentence("en").startswith(english)
    assert chinese in refused.value.reason.sentence("zh")


def test_the_longest_text_is_read_and_one_byte_more_is_not() -> None:
    longest = b'"' + b"x" * (LONGEST - 2) + b'"'
    assert read_json(longest) == "x" * (LONGEST - 2)
    with pytest.raises(FactsError) as refused:
        read_json(longest + b" ")
    assert (refused.value.path, refused.value.reason.sentence("en")) == ("$", "is longer than 4 MB")
    assert "4" in refused.value.reason.sentence("zh")
