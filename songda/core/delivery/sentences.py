"""One sentence for where a service stands, in both languages, from the law's answer or else from the attempt."""

from dataclasses import dataclass
from datetime import date, datetime

from songda.core.delivery.states import State
from songda.core.law import Citation, Decision, Status


@dataclass(frozen=True)
class Cell:
    """`tone` says how it is to look: served, waiting, attention or failed.

    `rules` has the one that the law's answer rests on, where the law speaks.
    """

    zh: str
    en: str
    tone: str
    rules: tuple[Citation, ...] = ()


GROUNDS = {
    "arrival": ("到达", "arrival"),
    "receipt_completed": ("确认收悉", "receipt confirmed"),
    "receipt_presumed": ("推定收悉", "receipt presumed"),
    "signature": ("签收", "signature"),
    "left": ("留置", "left"),
    "returned": ("退回视为送达", "returned"),
    "public_notice": ("公告", "public notice"),
    "deemed": ("视为送达", "deemed served"),
}
_BY_STATE = {
    State.PENDING: Cell("待发送", "waiting to be sent", "waiting"),
    State.SUBMITTING: Cell("正在发送", "being sent", "waiting"),
    State.ACCEPTED: Cell("已发送，等待到达回执", "sent, waiting for the arrival report", "waiting"),
    State.REJECTED: Cell("服务商拒绝发送", "refused by the provider", "failed"),
    State.UNKNOWN: Cell("发送结果不明，正在核实", "outcome of sending unknown", "attention"),
    State.FAILED: Cell("未到达", "did not arrive", "failed"),
    State.EXPIRED: Cell("逾期未收到到达回执", "no arrival report in time", "failed"),
    State.CANCELLED: Cell("已取消", "called off", "failed"),
}
_NOTHING_YET = Cell("待处理", "not started", "waiting")
TAKEN_BACK = Cell("已撤回", "taken back", "failed")


def cell_of(decision: Decision | None, state: State | None, arrived_at: datetime | None, act: str | None) -> Cell:
    """The sentence of a board cell: the law's answer first; where it decides nothing yet, the attempt speaks.

    `arrived_at` is in the court's zone, `act` the recipient's latest act.
    """
    if decision and decision.status is not Status.NOT_EFFECTIVE:
        return _decided(decision)
    if state is State.ARRIVED and arrived_at is not None:
        return _arrived(arrived_at, act)
    return _BY_STATE.get(state, _NOTHING_YET) if state else _NOTHING_YET


def _decided(decision: Decision) -> Cell:
    day, rules = decision.effective_on, decision.rules[:1]
    match decision.status:
        case Status.EFFECTIVE if day:
            zh, en = GROUNDS.get(decision.ground or "", ("", ""))
            return Cell(f"{zh_day(day)}送达（{zh}）", f"served on {en_day(day)} ({en})", "served", rules)
        case Status.PRESUMED if day:
            return Cell(
                f"推定{zh_day(day)}送达，待法官认定", f"presumed on {en_day(day)}, judge decides", "attention", rules
            )
        case Status.AWAITING_JUDGE:
            return Cell("是否完成送达，待法官认定", "not decided yet, judge decides", "attention", rules)
        case _:
            return Cell("不得电子送达", "e-service not allowed", "failed", rules)


def _arrived(arrived_at: datetime, act: str | None) -> Cell:
    zh = "已打开" if act == "read" else "未查阅"
    en = "opened" if act == "read" else "unread"
    day = arrived_at.date()
    return Cell(f"{zh_day(day)}到达，{zh}", f"arrived on {en_day(day)}, {en}", "attention")


def zh_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def en_day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
