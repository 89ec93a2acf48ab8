"""Case numbers, as in （2022）晋1181民初123号, checked part by part: year, court, type, serial."""

import re
from dataclasses import dataclass
from datetime import date

from songda.core.identifiers.courts import Court, CourtLevel, read_court_code
from songda.core.identifiers.errors import IdentifierError, Wording
from songda.core.identifiers.plain import narrow

_YEAR = re.compile(r"[(\[〔【{]([^)\]〕】}]*)[)\]〕】}](.*)", re.DOTALL)
_COURT = re.compile(r"最高法|\D?\d*")
_TYPE = re.compile(r"[一-鿿]*")
_SERIAL = re.compile(r"([1-9]\d*)号(之[一二三四五六七八九十]+)?")

# The first character of a type code; a special trial mark (知 for intellectual property) may stand before it.
_TYPE_HEADS = frozenset("民刑行执财破清强司法委赔认送请助协诉证国")
_SPECIAL_MARKS = frozenset("知")
_BEFORE_SUIT = "诉前"  # mediation before the suit: 诉前调, and with its branch 民诉前调 or 诉前民调
_BRANCHES = {"民": "civil", "行": "administrative", "刑": "criminal", "执": "enforcement"}


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
        return f"（{self.year}）{self.court.code}{self.type_code}{self.serial}号{self.sub}"

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
        return _BRANCHES.get(self.type_code.lstrip("".join(_SPECIAL_MARKS))[0])


def read_case_number(text: str, today: date | None = None) -> CaseNumber:
    """The number in its parts; raises IdentifierError. With `today`, a year in the future is refused."""
    brackets = _YEAR.fullmatch(narrow(text))
    if brackets is None:
        raise _wrong_year(Wording("案号应以括号内的年份开头。", "A case number begins with the year in brackets."))
    year = _year(brackets[1], today)
    rest = brackets[2]
    court_code = _COURT.match(rest)
    assert court_code is not None  # noqa: S101 - the pattern also matches nothing
    court = read_court_code(court_code[0])
    type_code, serial, sub = _type_and_serial(rest[court_code.end() :])
    return CaseNumber(year=year, court=court, type_code=type_code, serial=serial, sub=sub, raw=text)


def _year(digits: str, today: date | None) -> int:
    if not re.fullmatch(r"(?:19|20)[0-9]{2}", digits):
        raise _wrong_year(Wording(f"年份“{digits}”应为四位数字。", f"The year {digits!r} must be four digits."))
    year = int(digits)
    if today is not None and year > today.year:
        raise _wrong_year(Wording(f"年份 {year} 尚未到来。", f"The year {year} is still to come."))
    return year


def _wrong_year(reason: Wording) -> IdentifierError:
    cure = Wording("请按（2022）晋1181民初123号的格式填写。", "Write it as in （2022）晋1181民初123号.")
    return IdentifierError("case_number.year", "year", reason, cure)


def _type_and_serial(rest: str) -> tuple[str, int, str]:
    found = _TYPE.match(rest)
    type_code = found[0] if found is not None else ""
    _check_type(type_code)
    serial = _SERIAL.fullmatch(rest[len(type_code) :])
    if serial is None:
        raise IdentifierError(
            "case_number.serial",
            "serial",
            _no_serial(rest[len(type_code) :]),
            Wording(
                "序号为不以 0 开头的数字，后接“号”，例如 123号、123号之一。",
                "A serial number is digits without a leading 0, then 号, as in 123号 or 123号之一.",
            ),
        )
    return type_code, int(serial[1]), serial[2] or ""


def _no_serial(found: str) -> Wording:
    if not found:
        return Wording("案号缺少序号。", "The serial number is missing.")
    return Wording(f"案件类型后的“{found}”不是序号。", f"What follows the type, {found!r}, is no serial number.")


def _check_type(type_code: str) -> None:
    kind = type_code[1:] if type_code[:1] in _SPECIAL_MARKS else type_code
    if kind[:1] in _TYPE_HEADS and len(kind) <= (4 if _BEFORE_SUIT in kind else 3):
        return
    raise IdentifierError(
        "case_number.type",
        "type",
        Wording(
            f"“{type_code}”不是案件类型代字。" if type_code else "缺少案件类型代字。",
            f"{type_code!r} is no type of case." if type_code else "The type of case is missing.",
        ),
        Wording("例如民初、民终、执异、诉前调。", "As examples: 民初, 民终, 执异, 诉前调."),
    )
