"""Unified social credit codes of organisations (GB 32100): eighteen characters, checked part by part."""

from dataclasses import dataclass

from songda.core.identifiers.errors import IdentifierError, Wording
from songda.core.identifiers.plain import plain
from songda.core.identifiers.provinces import OVERSEAS_DIVISIONS, PROVINCES

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
        raise IdentifierError(
            "credit_code.check_digit",
            "check_digit",
            Wording("校验码不符：至少有一位输错。", "The check character does not fit: at least one is mistyped."),
            Wording("请对照营业执照逐位核对。", "Compare every character with the licence."),
        )
    return CreditCode(text=code, division=code[2:8])


def check_character(first_seventeen: str) -> str:
    """The eighteenth character that belongs to the first seventeen."""
    total = sum(weight * _VALUES[character] for weight, character in zip(_WEIGHTS, first_seventeen, strict=True))
    return _ALPHABET[(31 - total % 31) % 31]


def _check_shape(code: str) -> None:
    if len(code) != 18:
        raise IdentifierError(
            "credit_code.length",
            "length",
            Wording(
                f"统一社会信用代码应为十八位，现为{len(code)}位。",
                f"A credit code has 18 characters, this has {len(code)}.",
            ),
            Wording("请核对是否漏输或多输。", "Look for a missing or a doubled character."),
        )
    wrong = next((character for character in code if character not in _VALUES), None)
    if wrong is not None:
        raise IdentifierError(
            "credit_code.characters",
            "characters",
            Wording(f"代码中不会出现“{wrong}”。", f"The character {wrong!r} never occurs in a credit code."),
            Wording(
                "代码不用字母 I、O、S、V、Z，请核对是否为 1、0、5、U、2。",
                "I, O, S, V and Z are not used: look for 1, 0, 5, U or 2.",
            ),
        )


def _check_parts(code: str) -> None:
    if code[0] not in _DEPARTMENTS:
        raise IdentifierError(
            "credit_code.department",
            "department",
            Wording(
                f"首位“{code[0]}”不是登记管理部门代码。",
                f"The first character, {code[0]}, names no registering authority.",
            ),
            Wording("企业的代码以 9 开头，请核对首位。", "Codes of companies begin with 9; check the first character."),
        )
    province = code[2:4]
    division = code[2:8]
    if not division.isdigit() or province not in (OVERSEAS_DIVISIONS | PROVINCES.keys() | {_CENTRAL}):
        raise IdentifierError(
            "credit_code.division",
            "division",
            Wording(
                f"第三至八位 {division} 不是行政区划代码。",
                f"Characters 3 to 8, {division}, are no administrative division.",
            ),
            Wording("请对照营业执照核对第三至八位。", "Compare characters 3 to 8 with the licence."),
        )
