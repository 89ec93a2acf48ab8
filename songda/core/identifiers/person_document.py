"""The number by which a natural person is known: on an identity card, permit, residence card or passport.

That of a resident identity card (GB 11643) has eighteen characters, which are checked part by part.
"""

import re
from dataclasses import dataclass
from datetime import date

from songda.core.identifiers.china import OVERSEAS_DIVISIONS, PROVINCES
from songda.core.identifiers.typed import IdentifierError, plain

_PERMIT_HONG_KONG_MACAU = re.compile(r"[HM](?:\d{8}|\d{10})")  # 港澳居民来往内地通行证; older cards count renewals
_PERMIT_TAIWAN = re.compile(r"\d{8}")  # 台湾居民来往大陆通行证
_FOREIGN_RESIDENT_OLD = re.compile(r"[A-Z]{3}\d{12}")  # 外国人永久居留身份证 before December 2023
_FOREIGN_RESIDENT = re.compile(r"9(?P<province>\d{2})\d{3}(?P<born>\d{8})\d{3}[0-9X]")
_PASSPORT = re.compile(r"(?=.*\d)[A-Z0-9]{6,9}")
_ELSEWHERE = (_PERMIT_HONG_KONG_MACAU, _PERMIT_TAIWAN, _FOREIGN_RESIDENT_OLD, _PASSPORT)


def read_person_document(text: str, today: date | None = None) -> str:
    """The number in normal form; raises IdentifierError with what is wrong with it as a resident number.

    Only resident numbers have a public check digit; of the other papers only the form can be looked at.
    """
    number = plain(text).upper()
    if any(form.fullmatch(number) for form in _ELSEWHERE) or _is_foreign_residents(number):
        return number
    return str(read_resident_id(number, today))


def is_resident_number(number: str) -> bool:
    """Whether the number is that of a resident identity card (or of a residence permit of the same form)."""
    try:
        read_resident_id(number)
    except IdentifierError:
        return False
    return True


def _is_foreign_residents(number: str) -> bool:
    found = _FOREIGN_RESIDENT.fullmatch(number)
    if found is None or found["province"] not in PROVINCES:
        return False
    try:
        date.fromisoformat(found["born"])
    except ValueError:
        return False
    return True


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
        raise IdentifierError("resident_id.old_form", part="length")
    if len(number) != 18:
        raise IdentifierError("resident_id.length", count=len(number))
    body, last = number[:17], number[17]
    if not (body.isascii() and body.isdigit()) or last not in _CHECKS:
        raise IdentifierError("resident_id.characters")


def _check_division(number: str) -> None:
    province, rest = number[:2], number[2:6]
    if province in OVERSEAS_DIVISIONS or (province in PROVINCES and rest[:2] != "00"):
        return
    raise IdentifierError("resident_id.division", division=number[:6])


def _birth_date(number: str, today: date | None) -> date:
    digits = number[6:14]
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        born = None
    if born is not None and born.year >= _OLDEST and (today is None or born <= today):
        return born
    wrong = "in_future" if born is not None and born.year >= _OLDEST else "impossible"
    raise IdentifierError("resident_id.birth_date", wrong, born=f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")


def _check_last(number: str) -> None:
    if number[17] == check_character(number[:17]):
        return
    raise IdentifierError("resident_id.check_digit")
