"""Days in Chinese numerals, as court papers are dated: 二〇二二年六月二日."""

from datetime import date

_DIGITS = "〇一二三四五六七八九"


def day_in_numerals(day: date) -> str:
    """The year digit by digit, month and day as numbers."""
    year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{_number(day.month)}月{_number(day.day)}日"


def _number(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{_DIGITS[tens]}十")
    return head + (_DIGITS[ones] if ones else "")
