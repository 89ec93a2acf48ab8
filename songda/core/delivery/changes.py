"""What a change of a finding means for those who relied on it: before and after in one sentence each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from songda.core.delivery.sentences import ground_in_brief
from songda.core.law import Decision
from songda.core.law.profile import profile_of
from songda.core.words import Phrase, Value

FindingOutcome = Mapping[str, Any]

Line = tuple[Phrase, Phrase, Phrase]  # what it is about, how it was, how it is now
_SAFE = {True: "safe", False: "unsafe", None: "undecided"}


@dataclass(frozen=True)
class _Period:
    """The name of a period, in the words of the law."""

    kind: str

    def sentence(self, language: str) -> str:
        return profile_of("cn").wording.word("period", self.kind, language)


def outcome_of(decision: Decision) -> dict[str, Any]:
    """Of the law's answer what people rely on: status, day, ground, last days, doubts, is a default judgment safe."""
    on, guard = decision.effective_on, decision.default_judgment
    return {
        "status": decision.status.value,
        "effective_on": on.isoformat() if on else None,
        "ground": decision.ground.value if decision.ground else None,
        "periods": _ends([(period.kind, period.last_day.isoformat()) for period in decision.periods]),
        "safe": guard.safe if guard else None,
        "doubts": doubts_of(decision),
    }


def doubts_of(decision: Decision) -> list[str]:
    """What was said against it and awaits a judge, each once."""
    return sorted({doubt.code for doubt in decision.doubts})


def outcome_in_event(event: FindingOutcome) -> dict[str, Any]:
    """The same, as the event of a finding tells it; older events do not tell of the guard."""
    periods = _ends([(period["kind"], period["last_day"]) for period in event.get("periods") or []])
    kept = {name: event.get(name) for name in ("effective_on", "ground", "safe")}
    return {"status": event["status"], "periods": periods, "doubts": event.get("doubts") or [], **kept}


def _ends(periods: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"kind": kind, "last_day": last_day} for kind, last_day in periods]


def is_shaken(before: FindingOutcome, after: FindingOutcome) -> bool:
    """Whether something that counted as served, and that people therefore relied on, is no longer as it was."""
    if before["status"] != "effective":
        return False
    kept = ("status", "effective_on", "ground")
    moved = any(before[name] != after[name] for name in kept) or _last_days(before) != _last_days(after)
    return moved or (before["safe"] is True and after["safe"] is not True)


def sentence_of(outcome: FindingOutcome) -> Phrase:
    """How a service stands, in a few words, and what leaves it in doubt."""
    day = date.fromisoformat(outcome["effective_on"]) if outcome.get("effective_on") else "—"
    plain = _say(outcome["status"], day=day, ground=ground_in_brief(outcome.get("ground")))
    doubts = [Phrase(f"services.doubt.{code}") for code in outcome.get("doubts") or []]
    return Phrase("services.board.in_doubt", {"stand": plain, "doubt": doubts}) if doubts else plain


def _say(word: str, **values: Value) -> Phrase:
    return Phrase(f"services.change.{word}", values)


def changed_lines(before: FindingOutcome, after: FindingOutcome) -> list[Line]:
    """What changed, line by line: what it is about, how it was, how it is now."""
    lines = [_finding(before, after), *_periods(before, after), *_guard(before, after)]
    return [line for line in lines if line[1] != line[2]]


def _finding(before: FindingOutcome, after: FindingOutcome) -> Line:
    return _say("finding"), sentence_of(before), sentence_of(after)


def _last_days(outcome: FindingOutcome) -> dict[str, str]:
    return {period["kind"]: period["last_day"] for period in outcome.get("periods") or []}


def _periods(before: FindingOutcome, after: FindingOutcome) -> Iterator[Line]:
    was, now = _last_days(before), _last_days(after)
    for kind in dict.fromkeys([*was, *now]):
        yield _say("last_day", period=_Period(kind)), _day(was.get(kind)), _day(now.get(kind))


def _day(written: str | None) -> Phrase:
    return _say("does_not_run") if written is None else _say("day", day=date.fromisoformat(written))


def _guard(before: FindingOutcome, after: FindingOutcome) -> Iterator[Line]:
    was, now = (_say(_SAFE[outcome.get("safe")]) for outcome in (before, after))
    yield _say("guard"), was, now
