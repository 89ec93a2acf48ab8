"""The number by which a natural person is known: on an identity card, permit, residence card or passport."""

import re
from datetime import date

from songda.core.identifiers.china import PROVINCES
from songda.core.identifiers.errors import IdentifierError
from songda.core.identifiers.plain import plain
from songda.core.identifiers.resident_id import read_resident_id

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
