"""The answer of the law: whether and when a service took effect, why, what starts from it, and how sure it is.

Every step cites its rule, with what that is worth: whether the text says it, or only leads to it, or nobody wrote it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from songda.core.language import COURT_LANGUAGE
from songda.core.law.facts import ConsentGround


class Standing(StrEnum):
    """What a citation is worth.

    From the best to the weakest. `confirmed`: the text was read and says so; `derived`: it follows from texts that were
    read; `analogy`: the text is written for another case; `unsure`: disputed, or a court's choice; `unchecked`: known,
    but the text was not read; `house_rule`: no law, the court's own rule.
    """

    CONFIRMED = "confirmed"
    DERIVED = "derived"
    ANALOGY = "analogy"
    UNSURE = "unsure"
    UNCHECKED = "unchecked"
    HOUSE_RULE = "house_rule"

    __hash__ = str.__hash__  # citations are looked up for every answer, and the hash of an Enum is slow


_RANK = {standing: rank for rank, standing in enumerate(Standing)}


class Citation(NamedTuple):
    """One rule in its source, and what it is worth for what rests on it; `id` is stable, as in cn.olr.31.1.

    `allowed_by`: of an analogy the article that allows it, which may be the cited one itself; empty where none does.
    """

    id: str
    standing: Standing
    allowed_by: str = ""

    def is_weaker_than(self, other: "Citation") -> bool:
        """Whether it is worth less than the other citation."""
        return _RANK[self.standing] > _RANK[other.standing]

    def standing_fields(self) -> dict[str, str]:
        """What it is worth as plain values, to stand beside its words."""
        worth = {"standing": self.standing.value}
        return worth | {"allowed_by": self.allowed_by} if self.allowed_by else worth


class Status(StrEnum):
    """What can be said of the service.

    `not_verified`: the ways that were tried are closed only by texts that nobody read, or no text of that time is held;
    a person decides.
    """

    EFFECTIVE = "effective"
    PRESUMED = "presumed"
    AWAITING_JUDGE = "awaiting_judge"
    NOT_EFFECTIVE = "not_effective"
    NOT_ALLOWED = "not_allowed"
    NOT_VERIFIED = "not_verified"


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


BY_PEOPLE: Final = frozenset({Ground.SIGNATURE, Ground.LEFT, Ground.RETURNED, Ground.PUBLIC_NOTICE})
"""The grounds that rest on what people did: a hand-over, a letter, a public notice."""


class Wording(Protocol):
    """Turns the codes of reasons and citations into sentences of one language."""

    def sentence(self, reason: "Reason", language: str) -> str:
        """The reason as a sentence."""

    def cite(self, citation: Citation, language: str) -> str:
        """The citation as it is written in that language, with what it is worth."""

    def place(self, rule_id: str, language: str) -> str:
        """Where the rule stands, as that language writes it: source, article, paragraph and item, and no more."""

    def word(self, subject: str, key: str, language: str) -> str:
        """What the jurisdiction calls a stored word, such as a period; the stored word itself where it has no name."""


# Steps that leave an answer in doubt: what was said against it awaits the judge.
DOUBTS = frozenset({"denial_open", "rebuttal_pending"})


# Steps that name the agreement on which an effect rests, with its moment; and the ground of consent that each tells.
AGREEMENTS = {
    "consent_express": ConsentGround.EXPRESS,
    "consent_prior_agreement": ConsentGround.PRIOR_AGREEMENT,
    "consent_own_pleading": ConsentGround.OWN_PLEADING,
    "consent_by_conduct_on_record": ConsentGround.ACCEPTED_BY_CONDUCT,
    "consent_by_conduct": ConsentGround.ACCEPTED_BY_CONDUCT,
}

NOT_YET = "not_yet"  # the step that names the moment of an effect that has only to be waited for


class Reason(NamedTuple):
    """One step of the reasoning: a sentence's code, what is filled in, and the rule it rests on."""

    code: str
    values: tuple[tuple[str, object], ...] = ()
    rule: Citation | None = None


class Agreement(NamedTuple):
    """On which agreement an effect rests, and since when it stood."""

    ground: ConsentGround
    at: datetime


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
    """Whether a default judgment may rest on this summons, and why (not).

    `possible` False: none can be given against this party at all, whatever was served; then `safe` is False too.
    """

    safe: bool
    conditions: tuple[Condition, ...]
    possible: bool = True

    @property
    def findings(self) -> tuple[Reason, ...]:
        """One step of the reasoning for each condition."""
        return tuple([condition.finding for condition in self.conditions])

    def tested(self) -> list[dict[str, object]]:
        """Each condition without words, one for each finding: what was looked at, what that is worth, what came out.

        `id` is that of the rule; what rests on no rule, such as which attempt is meant, bears its own code.
        """
        return [
            {"id": rule.id, **rule.standing_fields(), "holds": holds} if rule else {"id": code, "holds": holds}
            for holds, (code, _, rule) in self.conditions
        ]


@dataclass(frozen=True, slots=True)
class Decision:
    """The whole answer in codes, values and rules; sentences are made when somebody reads, in the reader's language."""

    status: Status
    effective_at: datetime | None
    ground: Ground | None
    winning_attempt: str | None
    rules: tuple[Citation, ...]
    findings: tuple[Reason, ...]
    periods: tuple[PeriodAnswer, ...]
    default_judgment: GuardAnswer | None
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
    def doubts(self) -> tuple[Reason, ...]:
        """What was said against the service and awaits the judge: meanwhile the answer stands, but not beyond doubt."""
        return tuple([step for step in self.findings if step.code in DOUBTS])

    @property
    def agreement(self) -> Agreement | None:
        """The agreement that the effect rests on; None where it rests on none."""
        agreements = (
            (AGREEMENTS[step.code], dict(step.values).get("at")) for step in self.findings if step.code in AGREEMENTS
        )
        return next((Agreement(ground, at) for ground, at in agreements if isinstance(at, datetime)), None)

    @property
    def comes_at(self) -> datetime | None:
        """When an effect comes that has only to be waited for, as the days of a notice run; None: none is expected."""
        steps = [*self.findings, *(dict(step.values).get("why") for step in self.findings)]  # also of the other tries
        waited = (dict(step.values).get("at") for step in steps if isinstance(step, Reason) and step.code == NOT_YET)
        return min((at for at in waited if isinstance(at, datetime)), default=None)

    @property
    def is_denied(self) -> bool:
        """Whether whoever holds the address said that they are not the recipient, and no judge has decided since."""
        return any(step.code == "denial_open" for step in self.findings)

    def reasons(self, language: str = COURT_LANGUAGE) -> tuple[str, ...]:
        """One sentence a step."""
        return self._sentences(self.findings, language)

    def main_reason(self, language: str = COURT_LANGUAGE) -> str:
        """The sentence of the step that the answer itself rests on; empty where there is no step at all."""
        chief = self.rules[0].id if self.rules else None
        steps = [step for step in self.findings if step.rule is not None and step.rule.id == chief] or self.findings
        return self._sentences(steps[-1:], language)[0] if steps else ""

    def to_json(self, language: str = COURT_LANGUAGE) -> dict[str, object]:
        """The answer as plain JSON values, its sentences and citations in this language."""
        at = self.effective_at
        return {
            "status": self.status.value,
            "effective_on": at.date().isoformat() if at else None,
            "effective_at": at.isoformat() if at else None,
            "ground": self.ground.value if self.ground else None,
            "rebuttable": self.rebuttable,
            "winning_attempt": self.winning_attempt,
            "rules": self.cited(language),
            "reasons": list(self.reasons(language)),
            "periods": self.started(language),
            "default_judgment": self._guard(language),
        }

    def cited(self, language: str = COURT_LANGUAGE) -> list[dict[str, str]]:
        """The rules on which the answer rests, each as it is cited in this language, and what each is worth."""
        return [
            {"id": rule.id, "cite": self.wording.cite(rule, language), **rule.standing_fields()} for rule in self.rules
        ]

    def started(self, language: str = COURT_LANGUAGE) -> list[dict[str, str | int]]:
        """The periods that start from the service, each with its article as this language cites it."""
        return [self._period(period, language) for period in self.periods]

    def _period(self, period: PeriodAnswer, language: str) -> dict[str, str | int]:
        return {
            "kind": period.kind,
            period.unit: period.length,
            "last_day": period.last_day.isoformat(),
            "provisional": period.provisional,
            "cite": self.wording.cite(period.rule, language),
            **period.rule.standing_fields(),
        }

    def _guard(self, language: str) -> Mapping[str, object] | None:
        guard = self.default_judgment
        if guard is None:
            return None
        reasons = list(self._sentences(guard.findings, language))
        return {"safe": guard.safe, "possible": guard.possible, "reasons": reasons, "conditions": guard.tested()}

    def _sentences(self, findings: Sequence[Reason], language: str) -> tuple[str, ...]:
        return tuple([self.wording.sentence(finding, language) for finding in findings])
