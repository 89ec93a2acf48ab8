"""Unified social credit codes of organisations (GB 32100): eighteen characters, checked part by part."""

from dataclasses import dataclass

from songda.core.identifiers.china import OVERSEAS_DIVISIONS, PROVINCES
from songda.core.identifiers.typed import IdentifierError, plain

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_DEPARTMENTS = frozenset("123456789ANY")
_CENTRAL = "10"  # bodies registered with the central authorities carry 100000


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A code whose form is right."""

    text: str
    division: str

    def __str__(self) -> str:
        return self.text


def read_credit_code(text: str) -> CreditCode:
    """The code in normal form; raises IdentifierError."""
    code = plain(text).upper()
    _check_shape(code)
    _check_parts(code)
    if code[17] != check_character(code[:17]):
        raise IdentifierError("credit_code.check_digit")
    return CreditCode(text=code, division=code[2:8])


def check_character(first_seventeen: str) -> str:
    """The eighteenth character that belongs to the first seventeen."""
    total = sum(weight * _VALUES[character] for weight, character in zip(_WEIGHTS, first_seventeen, strict=True))
    return _ALPHABET[(31 - total % 31) % 31]


def _check_shape(code: str) -> None:
    if len(code) != 18:
        raise IdentifierError("credit_code.length", count=len(code))
    wrong = next((character for character in code if character not in _VALUES), None)
    if wrong is not None:
        raise IdentifierError("credit_code.characters", found=wrong)


def _check_parts(code: str) -> None:
    if code[0] not in _DEPARTMENTS:
        raise IdentifierError("credit_code.department", first=code[0])
    province = code[2:4]
    division = code[2:8]
    if not division.isdigit() or province not in (OVERSEAS_DIVISIONS | PROVINCES.keys() | {_CENTRAL}):
        raise IdentifierError("credit_code.division", division=division)
