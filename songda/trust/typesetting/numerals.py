"""Days in Chinese numerals, as court papers are dated: 二〇二二年六月二日; with the words of the sample papers."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

WORDS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "texts" / "papers.toml").read_text(encoding="utf-8"))
_DIGITS: str = WORDS["numerals"]["digits"]
_TEN: str = WORDS["numerals"]["ten"]


def day_in_numerals(day: date) -> str:
    """The year digit by digit, month and day as numbers."""
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    text: str = WORDS["numerals"]["day"].format(year=year, month=_number(day.month), day=_number(day.day))
    return text


def _number(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = {0: "", 1: _TEN}.get(tens, f"{_DIGITS[tens]}{_TEN}")
    return head + (_DIGITS[ones] if ones else "")
