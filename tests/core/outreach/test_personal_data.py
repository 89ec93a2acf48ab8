"""Personal data is seen in what the public writes, and nothing else is taken for it."""

import pytest

from songda.core.outreach.personal_data import Personal, personal_in
from tests.rows import all_rows


@all_rows(
    ("text", "found"),
    [
        ("我的身份证是141181198001010013", Personal.ID_NUMBER),
        ("1411 8119 8001 0100 1X 对吗", Personal.ID_NUMBER),
        ("打我电话13812345678", Personal.TELEPHONE),
        ("138-1234-5678", Personal.TELEPHONE),
        ("１３８１２３４５６７８", Personal.TELEPHONE),
        ("0358-7654321", Personal.TELEPHONE),
        ("（2026）晋1181民初12号什么时候开庭", Personal.CASE_NUMBER),
        ("卡号6222 0212 3456 7890 123", Personal.CARD),
        ("a.b@example.com", Personal.MAILBOX),
        ("编码AB12CD34EF是真的吗", Personal.CODE),
    ],
)
def test_numbers_and_addresses_are_seen(text: str, found: Personal) -> None:
    assert personal_in(text) is found


@pytest.mark.parametrize(
    "text", ["打12368问行不行", "2026年6月1日开庭能改吗", "要交100000元吗", "96110是什么", "abcdefghij"]
)
def test_what_everybody_may_read_stays(text: str) -> None:
    assert personal_in(text) is None
