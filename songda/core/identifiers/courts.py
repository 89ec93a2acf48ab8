"""Courts by the code in their case numbers: the supreme court's sign, a province's short name, two digits, or four."""

from dataclasses import dataclass
from enum import StrEnum

from songda.core.identifiers.china import COURTS_APART, INTERNET_COURTS, SHORT_NAMES, SUPREME_COURT
from songda.core.identifiers.errors import IdentifierError

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
