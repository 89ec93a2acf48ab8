"""How deep JSON nests is asked before it is read, whatever stands in its texts and however it is broken off."""

import json
from time import process_time

import pytest

from songda.core.nesting import MOST_LEVELS, is_too_deep
from songda.exchange import read_json


def _nested(levels: int, inside: object = 1) -> bytes:
    return (
        b'{"a":' * (levels // 2)
        + b"[" * (levels - levels // 2)
        + json.dumps(inside).encode()
        + (b"]" * (levels - levels // 2) + b"}" * (levels // 2))
    )


@pytest.mark.parametrize("inside", [1, "", '"', "\\", '\\"[', "[" * 99, "]" * 99, '"]}' * 99, "人[{", '\n"['])
def test_it_is_counted_by_what_stands_outside_of_texts(inside: object) -> None:
    assert not is_too_deep(_nested(MOST_LEVELS, inside))
    assert is_too_deep(_nested(MOST_LEVELS + 1, inside))


def test_many_beside_one_another_are_not_deep() -> None:
    assert not is_too_deep(json.dumps([[{"a": []}]] * 999).encode())


@pytest.mark.parametrize("broken", [b"[" * 99, b'"a"' + b"{" * 99, b'["\\""' + b"[" * 99, b"]" * 9 + b"[" * 99])
def test_what_is_broken_off_may_be_too_deep_as_well(broken: bytes) -> None:
    assert is_too_deep(broken)


@pytest.mark.parametrize("long", [b"[" * 2_000_000, b'"' * 2_000_001, b'["' * 1_000_000, b'\\"[' * 700_000])
def test_however_long_it_is_it_is_looked_through_once(long: bytes) -> None:
    begun = process_time()
    is_too_deep(b"[" * 99 + long)
    assert process_time() - begun < 3


@pytest.mark.parametrize("letters", ["utf-16", "utf-16-le", "utf-32"])
def test_readers_take_one_way_of_writing_letters_alone(letters: str) -> None:
    """In another one a quote inside a text hides all that follows; JSON between systems is UTF-8 (RFC 8259, 8.1)."""
    with pytest.raises(ValueError, match=r"."):
        read_json(('["\\"",' + "[" * 99_999).encode(letters))
