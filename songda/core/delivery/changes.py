"""What a change of a finding means for those who relied on it: before and after in one sentence each."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from songda.core.delivery.sentences import GROUNDS, en_day, zh_day
from songda.core.law import Decision
from songda.core.law.profile import profile_of

Pair = tuple[str, str]  # Chinese, English
Stand = Mapping[str, Any]

_STATUS: dict[str, Pair] = {
    "effective": ("{day}送达（{ground}）", "served on {day} ({ground})"),
    "presumed": ("推定{day}送达，待法官认定", "presumed served on {day}, for the judge to decide"),
    "awaiting_judge": ("是否完成送达，待法官认定", "not decided yet, for the judge to decide"),
    "not_effective": ("未送达", "not served"),
    "not_allowed": ("不得电子送达", "e-service not allowed"),
}
_SAFE: dict[bool | None, Pair] = {
    True: ("可以据此传票缺席判决", "a default judgment may rest on this summons"),
    False: ("不可据此传票缺席判决", "no default judgment may rest on this summons"),
    None: ("尚未判断", "not decided"),
}


def stand_of(decision: Decision) -> dict[str, Any]:
    """Of the law's answer what people rely on: status, day, ground, last days, whether a default judgment is safe."""
    on, guard = decision.effective_on, decision.default_judgment
    return {
        "status": decision.status.value,
        "effective_on": on.isoformat() if on else None,
        "ground": decision.ground.value if decision.ground else None,
        "periods": _ends([(period.kind, period.last_day.isoformat()) for period in decision.periods]),
        "safe": guard.safe if guard else None,
    }


def stand_told(event: Stand) -> dict[str, Any]:
    """The same, as the event of a finding tells it; older events do not tell of the guard."""
    periods = _ends([(period["kind"], period["last_day"]) for period in event.get("periods") or []])
    kept = {name: event.get(name) for name in ("effective_on", "ground", "safe")}
    return {"status": event["status"], "periods": periods, **kept}


def _ends(periods: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"kind": kind, "last_day": last_day} for kind, last_day in periods]


def is_shaken(before: Stand, after: Stand) -> bool:
    """Whether something that counted as served, and that people therefore relied on, is no longer as it was."""
    if before["status"] != "effective":
        return False
    kept = ("status", "effective_on", "ground")
    moved = any(before[name] != after[name] for name in kept) or _last_days(before) != _last_days(after)
    return moved or (before["safe"] is True and after["safe"] is not True)


def sentence_of(stand: Stand) -> Pair:
    """How a service stands, in a few words."""
    chinese, english = _STATUS.get(stand["status"], (stand["status"], stand["status"]))
    day = date.fromisoformat(stand["effective_on"]) if stand.get("effective_on") else None
    ground = GROUNDS.get(stand.get("ground") or "", ("—", "—"))
    return (
        chinese.format(day=zh_day(day) if day else "—", ground=ground[0]),
        english.format(day=en_day(day) if day else "—", ground=ground[1]),
    )


def told(before: Stand, after: Stand) -> list[tuple[Pair, Pair, Pair]]:
    """What changed, line by line: what it is about, how it was, how it is now."""
    lines = [_finding(before, after), *_periods(before, after), *_guard(before, after)]
    return [line for line in lines if line[1] != line[2]]


def _finding(before: Stand, after: Stand) -> tuple[Pair, Pair, Pair]:
    return ("送达认定", "Finding"), sentence_of(before), sentence_of(after)


def _last_days(stand: Stand) -> dict[str, str]:
    return {period["kind"]: period["last_day"] for period in stand.get("periods") or []}


def _periods(before: Stand, after: Stand) -> Iterator[tuple[Pair, Pair, Pair]]:
    was, now = _last_days(before), _last_days(after)
    for kind in dict.fromkeys([*was, *now]):
        chinese, english = (_period(kind, language) for language in ("zh", "en"))
        yield (f"{chinese}届满日", f"Last day: {english}"), _day(was.get(kind)), _day(now.get(kind))


def _period(kind: str, language: str) -> str:
    return profile_of("cn").wording.word("period", kind, language)


def _day(written: str | None) -> Pair:
    if written is None:
        return "不起算", "does not run"
    day = date.fromisoformat(written)
    return zh_day(day), en_day(day)


def _guard(before: Stand, after: Stand) -> Iterator[tuple[Pair, Pair, Pair]]:
    yield ("缺席判决把关", "Default judgment guard"), _SAFE[before.get("safe")], _SAFE[after.get("safe")]
