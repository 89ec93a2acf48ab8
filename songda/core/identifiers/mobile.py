"""Mobile numbers of the mainland: eleven digits, of which the first ones must be in use."""

from dataclasses import dataclass

from songda.core.identifiers.errors import IdentifierError
from songda.core.identifiers.plain import plain

# Prefixes in use, by the operator to whom they were given (numbers are ported since); some have a fourth digit.
_MOBILE = (
    "134 135 136 137 138 139 147 148 150 151 152 157 158 159 165 172 178 182 183 184 187 188 195 197 198 1703 1705 1706"
)
_UNICOM = "130 131 132 145 146 155 156 166 167 171 175 176 185 186 196 1704 1707 1708 1709"
_TELECOM = "133 149 153 162 173 174 177 180 181 189 190 191 193 199 1700 1701 1702 1349"
_BROADNET = "192"
_IN_USE = frozenset(f"{_MOBILE} {_UNICOM} {_TELECOM} {_BROADNET}".split())
_THINGS = ("140", "141", "144")  # lines of machines: no person reads their messages


@dataclass(frozen=True, slots=True)
class Mobile:
    """A mobile number whose form is right."""

    text: str

    def __str__(self) -> str:
        return self.text


def is_mobile(text: str) -> bool:
    """Whether this is a whole number in normal form, be its prefix known or not."""
    return len(text) == 11 and text.isascii() and text.isdigit() and text[0] == "1"


def read_mobile(text: str) -> Mobile:
    """The number in normal form, without country code; raises IdentifierError."""
    digits = _without_country(plain(text).replace("(", "").replace(")", ""))
    if not (digits.isascii() and digits.isdigit()):
        raise IdentifierError("mobile.characters")
    if len(digits) != 11:
        raise IdentifierError("mobile.length", count=len(digits))
    _check_prefix(digits)
    return Mobile(digits)


def _without_country(digits: str) -> str:
    for country in ("+86", "0086"):
        if digits.startswith(country):
            return digits.removeprefix(country)
    return digits.removeprefix("86") if len(digits) == 13 else digits


def _check_prefix(digits: str) -> None:
    if digits[:4] in _IN_USE or digits[:3] in _IN_USE:
        return
    wrong = "of_machines" if digits.startswith(_THINGS) else "not_allocated"
    raise IdentifierError("mobile.prefix", wrong, prefix=digits[:3])
