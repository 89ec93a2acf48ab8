"""What becomes of a text in the sandbox: the last two digits of the number decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Answer(StrEnum):
    """How the centre answers a submit."""

    AT_ONCE = "at once"
    SLOWLY = "slowly"
    AFTER_THE_REPORT = "after the report"
    THROTTLED_FIRST = "throttled first"
    REFUSED = "refused"
    NEVER = "never"
    HANGS_UP = "hangs up"


class Moment(StrEnum):
    """When a report leaves the centre, counted from the submit."""

    SOON = "soon"
    SLOW = "slow"
    ON_EXPIRY = "on expiry"
    LATER = "later"


@dataclass(frozen=True)
class Report:
    """One report of a part: when, and which state."""

    moment: Moment
    state: str
    error: str = "000"


@dataclass(frozen=True)
class Fate:
    """How the centre treats the texts to a number."""

    key: str
    zh: str
    en: str
    reports: tuple[Report, ...] = (Report(Moment.SOON, "DELIVRD"),)
    answer: Answer = Answer.AT_ONCE
    reaches_phone: bool = True
    loses_last_part: bool = False


_EXPIRED: Final = Report(Moment.ON_EXPIRY, "EXPIRED", "027")
_NO_SUCH: Final = Report(Moment.SOON, "UNDELIV", "001")
_ARRIVED: Final = Report(Moment.SOON, "DELIVRD")

ORDINARY: Final = Fate("ordinary", "正常送达", "arrives, reported for every part")

FATES: Final[Mapping[str, Fate]] = {
    "01": Fate("switched-off", "关机，逾期未达", "switched off: expires", (_EXPIRED,), reaches_phone=False),
    "02": Fate("unknown-subscriber", "空号", "unknown subscriber", (_NO_SUCH,), reaches_phone=False),
    "03": Fate("part-lost", "末条丢失", "the last part is lost", loses_last_part=True),
    "04": Fate("no-receipt", "已到达但无回执", "arrives, but no report ever comes", ()),
    "05": Fate("receipt-first", "回执先于应答", "report before the answer", answer=Answer.AFTER_THE_REPORT),
    "06": Fate("duplicate-receipts", "回执重复", "every report comes twice", (_ARRIVED, _ARRIVED)),
    "07": Fate("throttled", "先被限流", "refused for speed at first", answer=Answer.THROTTLED_FIRST),
    "08": Fate("slow", "应答、回执均迟缓", "everything is slow", (Report(Moment.SLOW, "DELIVRD"),), Answer.SLOWLY),
    "09": Fate(
        "late-failure",
        "到达后又报失败",
        "reported as arrived, later as failed",
        (_ARRIVED, Report(Moment.LATER, "UNDELIV", "099")),
    ),
    "10": Fate("refused", "短信中心拒收", "refused for good", (), Answer.REFUSED, reaches_phone=False),
    "11": Fate("no-answer", "已到达但无应答", "arrives, but the submit is never answered", answer=Answer.NEVER),
    "12": Fate("line-cut", "提交后断线", "arrives, but the line is cut", answer=Answer.HANGS_UP),
}


def fate_of(number: str) -> Fate:
    """What becomes of texts to this number."""
    return FATES.get(number[-2:], ORDINARY)
