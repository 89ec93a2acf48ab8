"""People are known by many papers: identity card, permit, residence card, passport."""

from datetime import date

import pytest

from songda.core.identifiers import IdentifierError, is_resident_number, read_person_document
from tests.rows import all_rows

ACCEPTED = [
    ("an identity card", "11010519491231002x", "11010519491231002X"),
    ("a residence permit for people from Hong Kong", "810000194803120014", "810000194803120014"),
    ("a permit for people from Hong Kong or Macau", "h 0812345 6", "H08123456"),
    ("the same with two digits that count renewals", "M0812345600", "M0812345600"),
    ("a permit for people from Taiwan", "0812 3456", "08123456"),
    ("a foreigner's residence card of the old form", "usa110219901234", "USA110219901234"),
    ("a foreigner's residence card of the present form", "931840199012310015", "931840199012310015"),
    ("a Chinese passport", "EJ1234567", "EJ1234567"),
    ("a foreign passport of digits", "123456789", "123456789"),
    ("a foreign passport of letters and digits", "C01X00T47", "C01X00T47"),
]


@all_rows(("paper", "typed", "normal"), ACCEPTED, ids=[row[0] for row in ACCEPTED])
def test_the_number_of_a_paper_is_read(paper: str, typed: str, normal: str) -> None:
    assert read_person_document(typed) == normal


REFUSED = [
    ("a mistyped identity card", "141181194803120018", "check_digit"),
    ("an identity card that lacks a digit", "14118119480312001", "length"),
    ("an identity card of fifteen digits", "141181480312001", "length"),
    ("a residence card of no province", "991181194803120019", "division"),
    ("a residence card with an impossible birth", "931840199013310015", "division"),
    ("letters alone", "PASSPORT", "length"),
    ("next to nothing", "12345", "length"),
    ("nothing", "", "length"),
]


@all_rows(("what", "typed", "part"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_no_paper_is_refused_like_an_identity_card(what: str, typed: str, part: str) -> None:
    with pytest.raises(IdentifierError) as refused:
        read_person_document(typed, date(2026, 1, 1))
    assert refused.value.part == part


def test_only_a_resident_number_is_one() -> None:
    assert is_resident_number("11010519491231002X")
    assert not is_resident_number("EJ1234567")
