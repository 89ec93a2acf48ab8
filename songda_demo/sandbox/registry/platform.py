"""What the made-up platform does: counts against quotas, answers each id once, keeps what it is told is wrong."""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from songda.core.lookups import Operator, Purpose
from songda.registries.platform import person_mark
from songda_demo.sandbox.registry.people import Manner, numbers_of, script_of

CLIENT = "songda"
SECRET = "sandbox-registry-secret"  # noqa: S105 - everybody may know it: everything here is made up
LIMIT = 5000
SHOWN = 60
ASKED_UNTIL_ANSWERED = 3
_WITHOUT_NUMBERS = {
    Manner.OPERATOR_SILENT: ("operator_timeout", ""),
    Manner.REFUSED: ("refused", "no_notice_of_inquiry"),
}


@dataclass(frozen=True)
class Asked:
    """One question, for the page."""

    at: datetime
    operator: str
    purpose: str
    case: str
    said: str


@dataclass
class PlatformState:
    """The memory of the platform; `is_silent` lets it take questions and say nothing."""

    limits: dict[str, int] = field(default_factory=lambda: {purpose.value: LIMIT for purpose in Purpose})
    used: Counter[str] = field(default_factory=Counter)
    times_asked: Counter[str] = field(default_factory=Counter)
    nonces: set[str] = field(default_factory=set)
    asked: deque[Asked] = field(default_factory=lambda: deque(maxlen=SHOWN))
    corrections: dict[str, str] = field(default_factory=dict)
    is_silent: bool = False

    def answer(self, inquiries: list[Mapping[str, Any]], now: datetime) -> list[dict[str, Any]] | None:
        """The answers to a batch; None when nothing will ever come."""
        silent = any(script_of(str(one["number"])).manner is Manner.LINE_SILENT for one in inquiries)
        answers = [answer for one in inquiries for answer in self._answers(one, now)]
        return None if self.is_silent or silent else answers

    def quotas(self) -> list[dict[str, Any]]:
        """What the platform says of its counting."""
        return [{"purpose": word, "limit": limit, "used": self.used[word]} for word, limit in self.limits.items()]

    def is_used_up(self, purpose: str) -> bool:
        """Whether the day's quota is gone; a question that was asked before is not counted again."""
        return self.used[purpose] >= self.limits.get(purpose, 0)

    def take_corrections(self, corrections: list[Mapping[str, Any]]) -> list[str]:
        """Keep which numbers were wrong; a repeated report is the same report."""
        for one in corrections:
            self.corrections.setdefault(str(one["id"]), str(one["number"]))
        return [str(one["id"]) for one in corrections]

    def _answers(self, inquiry: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
        inquiry_id, purpose = str(inquiry["id"]), str(inquiry["purpose"])
        if not self.times_asked[inquiry_id]:
            if self.is_used_up(purpose):
                return [self._note(inquiry, "quota_exceeded", now)]
            self.used[purpose] += 1
        self.times_asked[inquiry_id] += 1
        return self._by_script(inquiry, self.times_asked[inquiry_id], now)

    def _by_script(self, inquiry: Mapping[str, Any], times: int, now: datetime) -> list[dict[str, Any]]:
        manner = script_of(str(inquiry["number"])).manner
        if manner is Manner.MISSING or (manner is Manner.MISSING_ONCE and times == 1):
            return []
        if manner is Manner.LATE and times < ASKED_UNTIL_ANSWERED:
            return [self._note(inquiry, "pending", now)]
        if manner in _WITHOUT_NUMBERS:
            status, reason = _WITHOUT_NUMBERS[manner]
            return [{**self._note(inquiry, status, now), "reason": reason}]
        held = self._held(inquiry, now)
        if manner is Manner.OTHER_PERSON:
            held["person"] = person_mark(str(inquiry["id"]), "他人", "0")
        return [held, held] if manner is Manner.TWICE else [held]

    def _held(self, inquiry: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        held = numbers_of(str(inquiry["number"]), str(inquiry["operator"]))
        return {**self._note(inquiry, "numbers" if held else "none", now), "numbers": held}

    def _note(self, inquiry: Mapping[str, Any], said: str, now: datetime) -> dict[str, Any]:
        operator, purpose = Operator(str(inquiry["operator"])), str(inquiry["purpose"])
        self.asked.appendleft(Asked(now, operator.value, purpose, str(inquiry["case"])[:60], said))
        inquiry_id = str(inquiry["id"])
        mark = person_mark(inquiry_id, str(inquiry["name"]), str(inquiry["number"]))
        return {"id": inquiry_id, "operator": operator.value, "person": mark, "status": said}
