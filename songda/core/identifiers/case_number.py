"""Case numbers, as in （2022）晋1181民初123号, checked part by part: year, court, type, serial.

The court stands in them by its code: the supreme court's sign, a province's short name, two digits, or four.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from songda.core.identifiers.china import (
    CASE_BRANCHES,
    CASE_NUMBER,
    COURTS_APART,
    INTERNET_COURTS,
    SHORT_NAMES,
    SUPREME_COURT,
)
from songda.core.identifiers.typed import IdentifierError, narrow

_FIRST_SPECIAL = 71  # numbers from here on belong to special courts (maritime, railway, intellectual property ...)


class CourtLevel(StrEnum):
    """The four levels of courts."""

    SUPREME = "supreme"
    HIGH = "high"
    INTERMEDIATE = "intermediate"
    BASIC = "basic"


_LEVELS = {0: CourtLevel.HIGH, 2: CourtLevel.INTERMEDIATE, 4: CourtLevel.BASIC}


@dataclass(frozen=True, slots=True)
class Court:
    """One court, known by its code."""

    code: str
    level: CourtLevel

    def __str__(self) -> str:
        return self.code

    @property
    def is_special(self) -> bool:
        """A court for certain matters rather than for an area."""
        digits = self.code[1:3]
        return digits.isdigit() and int(digits) >= _FIRST_SPECIAL

    @property
    def is_internet(self) -> bool:
        """One of the three internet courts, which have provisions of their own."""
        return self.code in INTERNET_COURTS

    @property
    def division(self) -> str | None:
        """The administrative division that a basic court's code is made from: 晋1181 → 141181."""
        if self.level is not CourtLevel.BASIC or self.is_special or self.code[0] in COURTS_APART:
            return None
        return SHORT_NAMES[self.code[0]] + self.code[1:]


def read_court_code(code: str) -> Court:
    """The court that has this code; raises IdentifierError for a code that no court can have."""
    if code == SUPREME_COURT:
        return Court(code, CourtLevel.SUPREME)
    head, digits = code[:1], code[1:]
    if head not in SHORT_NAMES and head not in COURTS_APART:
        raise IdentifierError("case_number.court", "head", court=code)
    level = _LEVELS.get(len(digits))
    if level is None or not _may_be_digits(digits):
        raise IdentifierError("case_number.court", "digits", court=code)
    return Court(code, level)


def _may_be_digits(digits: str) -> bool:
    pairs = (digits[:2], digits[2:])
    return all(not pair or (pair.isascii() and pair.isdigit() and pair != "00") for pair in pairs)


_YEAR = re.compile(r"[(\[〔【{]([^)\]〕】}]*)[)\]〕】}](.*)", re.DOTALL)
_COURT = re.compile(CASE_NUMBER["court"])
_TYPE = re.compile(CASE_NUMBER["type"])
_SERIAL = re.compile(CASE_NUMBER["serial"])
_LOOKS_LIKE_ONE = re.compile(CASE_NUMBER["looks_like_one"])
_TYPE_HEADS = frozenset(CASE_NUMBER["type_heads"])
_SPECIAL_MARKS = frozenset(CASE_NUMBER["special_marks"])
_BEFORE_SUIT = CASE_NUMBER["before_suit"]
_SUB_LETTERS = CASE_NUMBER["sub_letters"]


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """A case number in its parts; `raw` is what was typed."""

    year: int
    court: Court
    type_code: str
    serial: int
    sub: str
    raw: str

    def __str__(self) -> str:
        parts = {"year": self.year, "court": self.court.code, "type": self.type_code, "serial": self.serial}
        return CASE_NUMBER["form"].format(**parts, sub=self.sub)

    @property
    def court_code(self) -> str:
        """The court's code, as in 晋1181."""
        return self.court.code

    @property
    def level(self) -> CourtLevel:
        """The level of the court."""
        return self.court.level

    @property
    def branch(self) -> str | None:
        """The branch that the type code tells (civil, administrative, criminal, enforcement), if it tells one."""
        return CASE_BRANCHES.get(self.type_code.lstrip("".join(_SPECIAL_MARKS))[0])


def looks_like_case_number(text: str) -> bool:
    """Whether somebody who typed this means a case number, or a piece of one, rather than a name."""
    return bool(_LOOKS_LIKE_ONE.search(text))


def mask_case_number(number: str) -> str:
    """（2022）晋1181民初123号 becomes （2022）晋1181民初***号: enough to recognise, not enough to look up."""
    with_serial = number.rstrip(_SUB_LETTERS)
    head = with_serial.rstrip("0123456789")
    return f"{head}{'*' * (len(with_serial) - len(head))}{number[len(with_serial) :]}"


def read_case_number(text: str, today: date | None = None) -> CaseNumber:
    """The number in its parts; raises IdentifierError. With `today`, a year in the future is refused."""
    brackets = _YEAR.fullmatch(narrow(text))
    if brackets is None:
        raise IdentifierError("case_number.year", "no_brackets")
    year = _year(brackets[1], today)
    rest = brackets[2]
    court_code = _COURT.match(rest)
    assert court_code is not None  # noqa: S101 - the pattern also matches nothing
    court = read_court_code(court_code[0])
    type_code, serial, sub = _type_and_serial(rest[court_code.end() :])
    return CaseNumber(year=year, court=court, type_code=type_code, serial=serial, sub=sub, raw=text)


def _year(digits: str, today: date | None) -> int:
    if not re.fullmatch(r"(?:19|20)[0-9]{2}", digits):
        raise IdentifierError("case_number.year", "not_four_digits", year=digits)
    year = int(digits)
    if today is not None and year > today.year:
        raise IdentifierError("case_number.year", "to_come", year=year)
    return year


def _type_and_serial(rest: str) -> tuple[str, int, str]:
    found = _TYPE.match(rest)
    type_code = found[0] if found is not None else ""
    _check_type(type_code)
    serial = _SERIAL.fullmatch(rest[len(type_code) :])
    if serial is None:
        found_instead = rest[len(type_code) :]
        raise IdentifierError("case_number.serial", "wrong" if found_instead else "missing", found=found_instead)
    return type_code, int(serial[1]), serial[2] or ""


def _check_type(type_code: str) -> None:
    kind = type_code[1:] if type_code[:1] in _SPECIAL_MARKS else type_code
    if kind[:1] in _TYPE_HEADS and len(kind) <= (4 if _BEFORE_SUIT in kind else 3):
        return
    raise IdentifierError("case_number.type", "wrong" if type_code else "missing", type=type_code)
