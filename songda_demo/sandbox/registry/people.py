"""The scripted people: what the operators say of a person, by the three digits before the last of the number."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Manner(StrEnum):
    """How the platform behaves about a person."""

    ORDINARY = "ordinary"
    SEVERAL = "several"
    NONE = "none"
    SUSPENDED = "suspended"
    INACTIVE = "inactive"
    REFUSED = "refused"
    OPERATOR_SILENT = "operator_silent"
    MISSING = "missing"
    LATE = "late"
    TWICE = "twice"
    OTHER_PERSON = "other_person"
    MISSING_ONCE = "missing_once"
    LINE_SILENT = "line_silent"


@dataclass(frozen=True)
class Script:
    """A manner, in words for the page."""

    manner: Manner
    zh: str
    en: str


ORDINARY = Script(Manner.ORDINARY, "在中国移动名下有一个正常使用的号码", "one number in use, at China Mobile")
SCRIPTS = {
    "901": Script(Manner.SEVERAL, "移动两个、电信一个正常使用的号码", "two numbers at Mobile, one at Telecom"),
    "902": Script(Manner.NONE, "各运营商均无号码", "no number anywhere"),
    "903": Script(Manner.SUSPENDED, "号码已停机", "the number is suspended"),
    "904": Script(Manner.INACTIVE, "号码三个月无通话、无流量", "no calls and no data for three months"),
    "905": Script(Manner.REFUSED, "运营商拒绝查询并说明原因", "refused, with a reason"),
    "906": Script(Manner.OPERATOR_SILENT, "运营商超时未答", "the operator does not answer in time"),
    "907": Script(Manner.MISSING, "回执中始终缺这个人", "always missing from the answers"),
    "908": Script(Manner.LATE, "第三次询问才有答复", "answered at the third asking"),
    "909": Script(Manner.TWICE, "同一回执中答复两次", "answered twice in one batch"),
    "910": Script(Manner.OTHER_PERSON, "答复的是另一个人", "the answer is about somebody else"),
    "911": Script(Manner.MISSING_ONCE, "首次回执缺漏，再问才有", "missing once, there when asked again"),
    "912": Script(Manner.LINE_SILENT, "平台整批不答复", "the whole platform is silent"),
}


def script_of(number: str) -> Script:
    """The script of the person with this identity number."""
    return SCRIPTS.get(number[-4:-1], ORDINARY)


# Which numbers, at which operator, in which state; whoever is not here has one at China Mobile.
_HOLDINGS: dict[Manner, dict[str, tuple[tuple[int, str], ...]]] = {
    Manner.SEVERAL: {"mobile": ((1, "in_use"), (2, "in_use")), "telecom": ((3, "in_use"),)},
    Manner.NONE: {},
    Manner.SUSPENDED: {"mobile": ((1, "suspended"),)},
    Manner.INACTIVE: {"mobile": ((1, "inactive"),)},
}
_ONE = {"mobile": ((1, "in_use"),)}


def numbers_of(number: str, operator: str) -> list[dict[str, str]]:
    """The numbers that the person holds with this operator."""
    holdings = _HOLDINGS.get(script_of(number).manner, _ONE)
    return [_held(number, place, state) for place, state in holdings.get(operator, ())]


def _held(number: str, place: int, state: str) -> dict[str, str]:
    """A made-up number whose last two digits make the sandbox's telephone an ordinary one."""
    serial = int(hashlib.sha256(f"{number} {place}".encode()).hexdigest(), 16) % 1_000_000
    return {"number": f"139{serial:06d}{60 + place}", "state": state}
