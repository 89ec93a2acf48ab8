"""Landline numbers: with their area code, however people write them; what is none is refused."""

import pytest

from songda.core.identifiers import IdentifierError, is_landline, read_landline
from songda.core.identifiers.masks import mask_landline


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0358-7621234", "0358-7621234"),
        ("03587621234", "0358-7621234"),
        ("(010) 6255 1234", "010-62551234"),
        ("021-62551234转801", "021-62551234-801"),
        ("+86 358 7621234", "0358-7621234"),
        ("０３５８－７６２１２３４", "0358-7621234"),
        ("0358—7621234-2", "0358-7621234-2"),
    ],
)
def test_a_landline_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert read_landline(typed) == kept
    assert read_landline(kept) == kept


@pytest.mark.parametrize(
    "typed", ["7621234", "13800138000", "0358-762123", "0358-1621234", "+8613800138000", "12368", ""]
)
def test_what_is_no_landline_is_refused(typed: str) -> None:
    assert not is_landline(typed)
    with pytest.raises(IdentifierError, match="landline"):
        read_landline(typed)


def test_a_mask_leaves_the_town_and_two_digits() -> None:
    assert mask_landline("0358-7621234") == "0358-*****34"
