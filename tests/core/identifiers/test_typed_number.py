"""A number is found and masked however its figures were typed, and only where the whole of it stands."""

import pytest

from songda.core.identifiers.typed import digits_of, mask_number

NUMBER, MASKED = "13800138000", "138****8000"


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "１３８００１３８０００",
        "(138)0013.8000",
        "1 3 8 0 0 1 3 8 0 0 0",
    ],
)
def test_groups_and_wide_figures_make_no_difference(typed: str) -> None:
    assert digits_of(typed) == NUMBER
    assert mask_number(typed, NUMBER, MASKED).strip("()") == MASKED
    assert mask_number(f"打的是{typed}，无人接听；+86 {typed}亦同", NUMBER, MASKED).count(MASKED) == 2


@pytest.mark.parametrize("text", ["", "无人接听", "13800138001", "1380013800", "三次"])
def test_what_does_not_bear_it_stays_as_it_is(text: str) -> None:
    assert mask_number(text, NUMBER, MASKED) == text
    assert mask_number(text, "", MASKED) == text


def test_what_stands_around_it_stays() -> None:
    assert mask_number("8月1日拨打138 0013 8000，3次", "13800138000", MASKED) == f"8月1日拨打{MASKED}，3次"
