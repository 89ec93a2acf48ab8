"""Courts by the code in their case numbers: 最高法, a province's short name, two digits, or four."""

from dataclasses import dataclass
from enum import StrEnum

from songda.core.identifiers.errors import IdentifierError, Wording
from songda.core.identifiers.provinces import APART, SHORT_NAMES

_SUPREME = "最高法"
_INTERNET_COURTS = frozenset({"浙0192", "京0491", "粤0192"})  # Hangzhou, Beijing, Guangzhou
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
        return self.code in _INTERNET_COURTS

    @property
    def division(self) -> str | None:
        """The administrative division that a basic court's code is made from: 晋1181 → 141181."""
        if self.level is not CourtLevel.BASIC or self.is_special or self.code[0] in APART:
            return None
        return SHORT_NAMES[self.code[0]] + self.code[1:]


def read_court_code(code: str) -> Court:
    """The court that has this code; raises IdentifierError for a code that no court can have."""
    if code == _SUPREME:
        return Court(code, CourtLevel.SUPREME)
    head, digits = code[:1], code[1:]
    if head not in SHORT_NAMES and head not in APART:
        raise _wrong(
            Wording(
                f"法院代字“{code}”不以省、自治区、直辖市简称开头。",
                f"The court code {code!r} does not begin with the short name of a province.",
            )
        )
    level = _LEVELS.get(len(digits))
    if level is None or not _may_be_digits(digits):
        raise _wrong(
            Wording(
                f"法院代字“{code}”的数字不对：高级法院无数字，中级法院两位，基层法院四位。",
                f"The digits of the court code {code!r} are wrong: a high court has none, "
                "an intermediate court two, a basic court four.",
            )
        )
    return Court(code, level)


def _may_be_digits(digits: str) -> bool:
    pairs = (digits[:2], digits[2:])
    return all(not pair or (pair.isascii() and pair.isdigit() and pair != "00") for pair in pairs)


def _wrong(reason: Wording) -> IdentifierError:
    cure = Wording(
        "例如孝义市人民法院为晋1181，请核对。", "As an example, the court of Xiaoyi is 晋1181; please check."
    )
    return IdentifierError("case_number.court", "court", reason, cure)
