"""Codes as people type them are read as the codes that were given out."""

import pytest

from songda.core.identifiers.typed import read_typed_code
from tests.rows import all_rows


@all_rows(
    "typed",
    [
        "7K9MXQ2RTW",
        "7k9mxq2rtw",
        " 7K9MX-Q2RTW ",
        "7K9MX Q2RTW",
        "７Ｋ９ＭＸＱ２ＲＴＷ",
        "https://court.example/s/7K9MXQ2RTW",
        "court.example/s/7K9MXQ2RTW/",
        "7K9MXQ2RTW。",
    ],
)
def test_blanks_dashes_wide_letters_and_whole_links_make_no_difference(typed: str) -> None:
    assert read_typed_code(typed) == "7K9MXQ2RTW"


@pytest.mark.parametrize("typed", ["", "  ", "/", "，。", "编码"])
def test_nothing_is_made_of_nothing(typed: str) -> None:
    assert read_typed_code(typed) == ""
