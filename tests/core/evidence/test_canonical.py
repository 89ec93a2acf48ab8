"""One way to write JSON: equal to RFC 8785 as another program writes it, and refused where programs disagree."""

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from songda.core.evidence.canonical import LARGEST_INTEGER, NotCanonicalError, canonical, says_the_same
from tests.rows import all_rows

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_it_is_what_another_writer_of_rfc_8785_writes(value):
    assert canonical(value) == rfc8785.dumps(value)


@given(values)
def test_it_reads_back_as_the_same_value(value):
    assert json.loads(canonical(value)) == value


@given(values, values)
def test_the_quick_comparison_says_what_the_careful_one_says(value, other):
    assert says_the_same(value, canonical(value))
    assert says_the_same(value, canonical(other)) == (canonical(value) == canonical(other))


def test_keys_whose_letters_sort_otherwise_than_their_units_are_compared_the_careful_way():
    value = {"\uff5e": 1, "\U0001f600": 2}
    assert says_the_same(value, canonical(value))
    assert not says_the_same(1.5, canonical("1.5"))


def test_keys_are_ordered_by_utf_16_units():
    assert canonical({"\ufb33": 1, "\U0001f600": 2, "1": 3}) == '{"1":3,"\U0001f600":2,"\ufb33":1}'.encode()


def test_tuples_and_lists_are_written_alike():
    assert canonical({"a": (1, 2)}) == canonical({"a": [1, 2]})


@all_rows(
    ("value", "word"),
    [
        ({"a": [1, {"b": 1.5}]}, r"\$\.a\[1\]\.b: float"),
        (float("nan"), "float"),
        (2**53, "beyond"),
        (-(2**53), "beyond"),
        (b"bytes", "bytes"),
        ({"a": {1, 2}}, "set"),
        ({1: "a"}, "not a text"),
        ("\ud800", "surrogate"),
        ({"\ud800": 1}, "surrogate"),
    ],
)
def test_what_has_no_canonical_form_is_refused_with_its_place(value, word):
    with pytest.raises(NotCanonicalError, match=word):
        canonical(value)
