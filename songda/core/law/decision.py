"""The answer of the law: whether and when a service took effect, why, what starts from it, and how sure it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol


class Status(StrEnum):
    """What can be said of the service."""

    EFFECTIVE = "effective"
    PRESUMED = "presumed"
    AWAITING_JUDGE = "awaiting_judge"
    NOT_EFFECTIVE = "not_effective"
    NOT_ALLOWED = "not_allowed"


class Ground(StrEnum):
    """By what the service counts."""

    ARRIVAL = "arrival"
    RECEIPT_COMPLETED = "receipt_completed"
    RECEIPT_PRESUMED = "receipt_presumed"
    SIGNATURE = "signature"
    LEFT = "left"
    RETURNED = "returned"
    PUBLIC_NOTICE = "public_notice"
    DEEMED = "deemed"


class Wording(Protocol):
    """Turns the codes of reasons and citations into sentences of one language."""

    def sentence(self, reason: "Reason", language: str) -> str:
        """The reason as a sentence."""

    def cite(self, citation: "Citation", language: str) -> str:
        """The citation as it is written in that language."""


class Citation(NamedTuple):
    """One rule in its source; `id` is stable, as in cn.olr.31.1."""

    id: str


class Reason(NamedTuple):
    """One step of the reasoning: a sentence's code, what is filled in, and the rule it rests on."""

    code: str
    values: tuple[tuple[str, object], ...] = ()
    rule: Citation | None = None


class PeriodAnswer(NamedTuple):
    """A period that starts from the service; `last_day` is None where the law gives no period (small claims)."""

    kind: str
    length: int
    unit: str
    last_day: date
    provisional: bool
    rule: Citation


class Condition(NamedTuple):
    """One thing that a default judgment needs, and whether it is there."""

    holds: bool
    finding: Reason


class GuardAnswer(NamedTuple):
    """Whether a default judgment may rest on this summons, and why (not)."""

    safe: bool
    conditions: tuple[Condition, ...]

    @property
    def findings(self) -> tuple[Reason, ...]:
        """One step of the reasoning for each condition."""
        return tuple([condition.finding for condition in self.conditions])

    def tested(self) -> list[dict[str, object]]:
        """Each condition by its rule, without words: what was looked at, and what came out."""
        return [{"id": finding.rule.id, "holds": holds} for holds, finding in self.conditions if finding.rule]


@dataclass(frozen=True, slots=True)
class Decision:
    """The whole answer; sentences are made when they are asked for, in the language of the decision."""

    status: Status
    effective_at: datetime | None
    ground: Ground | None
    winning_attempt: str | None
    rules: tuple[Citation, ...]
    findings: tuple[Reason, ...]
    periods: tuple[PeriodAnswer, ...]
    default_judgment: GuardAnswer | None
    language: str
    wording: Wording = field(repr=False, compare=False)

    @property
    def effective_on(self) -> date | None:
        """The legal day of the effect, in the jurisdiction's own time (that of `effective_at`)."""
        return None if self.effective_at is None else self.effective_at.date()

    @property
    def rebuttable(self) -> bool:
        """Whether the recipient may still overturn the effect by proof."""
        return self.status is Status.PRESUMED

    @property
    def reasons(self) -> tuple[str, ...]:
        """One sentence a step."""
        return self._sentences(self.findings)

    def to_json(self) -> dict[str, object]:
        """The answer as plain JSON values."""
        at = self.effective_at
        return {
            "status": self.status.value,
            "effective_on": at.date().isoformat() if at else None,
            "effective_at": at.isoformat() if at else None,
            "ground": self.ground.value if self.ground else None,
            "rebuttable": self.rebuttable,
            "winning_attempt": self.winning_attempt,
            "rules": [{"id": rule.id, "cite": self._cite(rule)} for rule in self.rules],
            "reasons": list(self.reasons),
            "periods": [self._period(period) for period in self.periods],
            "default_judgment": self._guard(),
        }

    def _period(self, period: PeriodAnswer) -> Mapping[str, object]:
        return {
            "kind": period.kind,
            period.unit: period.length,
            "last_day": period.last_day.isoformat(),
            "provisional": period.provisional,
            "cite": self._cite(period.rule),
        }

    def _guard(self) -> Mapping[str, object] | None:
        guard = self.default_judgment
        if guard is None:
            return None
        reasons = list(self._sentences(guard.findings))
        return {"safe": guard.safe, "reasons": reasons, "conditions": guard.tested()}

    def _sentences(self, findings: Sequence[Reason]) -> tuple[str, ...]:
        return tuple([self.wording.sentence(finding, self.language) for finding in findings])

    def _cite(self, citation: Citation) -> str:
        return self.wording.cite(citation, self.language)
