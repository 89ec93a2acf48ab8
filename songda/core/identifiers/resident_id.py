"""Resident identity numbers (GB 11643): eighteen characters, checked part by part."""

from dataclasses import dataclass
from datetime import date

from songda.core.identifiers.errors import IdentifierError, Wording
from songda.core.identifiers.plain import plain
from songda.core.identifiers.provinces import OVERSEAS_DIVISIONS, PROVINCES

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_OLDEST = 1850


@dataclass(frozen=True, slots=True)
class ResidentId:
    """A number whose form is right; it never proves that it belongs to the person who gave it."""

    text: str
    division: str
    birth_date: date

    def __str__(self) -> str:
        return self.text


def read_resident_id(text: str, today: date | None = None) -> ResidentId:
    """The number in normal form; raises IdentifierError. With `today`, a birth date in the future is refused."""
    number = plain(text).upper()
    _check_shape(number)
    _check_division(number)
    born = _birth_date(number, today)
    _check_last(number)
    return ResidentId(text=number, division=number[:6], birth_date=born)


def check_character(first_seventeen: str) -> str:
    """The eighteenth character that belongs to the first seventeen digits."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first_seventeen, strict=True))
    return _CHECKS[total % 11]


def _check_shape(number: str) -> None:
    if len(number) == 15 and number.isdigit():
        raise IdentifierError(
            "resident_id.old_form",
            "length",
            Wording("这是十五位的旧身份证号。", "This is an old identity number of 15 digits."),
            Wording("请输入现行的十八位号码。", "Enter the present number of 18 characters."),
        )
    if len(number) != 18:
        raise IdentifierError(
            "resident_id.length",
            "length",
            Wording(
                f"身份证号应为十八位，现为{len(number)}位。",
                f"An identity number has 18 characters, this has {len(number)}.",
            ),
            Wording("请核对是否漏输或多输。", "Look for a missing or a doubled digit."),
        )
    body, last = number[:17], number[17]
    if not (body.isascii() and body.isdigit()) or last not in _CHECKS:
        raise IdentifierError(
            "resident_id.characters",
            "characters",
            Wording("身份证号中有不应出现的字符。", "The identity number holds a character that cannot be there."),
            Wording("前十七位只能是数字，末位是数字或 X。", "The first 17 are digits, the last is a digit or X."),
        )


def _check_division(number: str) -> None:
    province, rest = number[:2], number[2:6]
    if province in OVERSEAS_DIVISIONS or (province in PROVINCES and rest[:2] != "00"):
        return
    raise IdentifierError(
        "resident_id.division",
        "division",
        Wording(
            f"前六位 {number[:6]} 不是行政区划代码。",
            f"The first six digits, {number[:6]}, are no administrative division.",
        ),
        Wording("请对照证件核对前六位。", "Compare the first six digits with the card."),
    )


def _birth_date(number: str, today: date | None) -> date:
    digits = number[6:14]
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        born = None
    if born is not None and born.year >= _OLDEST and (today is None or born <= today):
        return born
    reason = Wording(
        f"出生日期 {digits[:4]}-{digits[4:6]}-{digits[6:]} 不存在或者不可能。",
        f"The birth date {digits[:4]}-{digits[4:6]}-{digits[6:]} does not exist or cannot be.",
    )
    if born is not None and born.year >= _OLDEST:
        reason = Wording(
            f"出生日期 {born.isoformat()} 在今天之后。", f"The birth date {born.isoformat()} lies in the future."
        )
    raise IdentifierError(
        "resident_id.birth_date",
        "birth_date",
        reason,
        Wording("请对照证件核对第七至十四位。", "Compare digits 7 to 14 with the card."),
    )


def _check_last(number: str) -> None:
    if number[17] == check_character(number[:17]):
        return
    raise IdentifierError(
        "resident_id.check_digit",
        "check_digit",
        Wording(
            "校验码不符：十八位中至少有一位输错。", "The check digit does not fit: at least one digit is mistyped."
        ),
        Wording("请对照证件逐位核对。", "Compare every digit with the card."),
    )
