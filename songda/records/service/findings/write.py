"""Writes down what the law says of services: the finding of this moment, and an event whenever it changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db import transaction

from songda.core.delivery.changes import outcome_of
from songda.core.evidence.canonical import Json
from songda.core.law import Decision
from songda.core.law.record import Record, to_record
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.service.findings.law_version import keep_words
from songda.records.service.findings.models import FOR_THE_JUDGE, Finding

SERVED = "effective"
STATED = frozenset({SERVED, "presumed"})  # of which a paper is made by itself
_EVENT_OF = {
    "effective": "service.effective",
    "presumed": "service.presumed",
    "awaiting_judge": "service.referred",
    "not_effective": "service.failed",
    "not_allowed": "service.disallowed",
    "not_verified": "service.referred",
}


@dataclass(frozen=True)
class LawAnswer:
    """What the law says of one service, beside the finding that stood before (None: the first time)."""

    service_id: UUID
    envelope_id: UUID
    case_id: UUID
    decision: Decision
    before: Finding | None
    law_version: str  # of the rules that gave the answer
    is_only_law: bool = False  # no fact changed since; if the answer differs, the rules differ
    ask_again_at: datetime | None = None  # then the answer may be another though nothing more happens

    @property
    def status(self) -> str:
        """The status word of the answer."""
        return self.decision.status.value

    @property
    def awaits_judge(self) -> bool:
        """Whether a judge is to find if it counts."""
        return self.status in FOR_THE_JUDGE or self.decision.is_denied

    @cached_property
    def record(self) -> Record:
        """The answer as it is kept."""
        return to_record(self.decision)

    @cached_property
    def is_new(self) -> bool:
        """Whether anything that people rely on differs from what stood before.

        Where no fact changed, rules that reach the same answer by other steps change nothing.
        """
        if self.before is None:
            return True
        if self.is_only_law:
            return substance(self.before.decision) != substance(self.decision)
        return bool(self.before.record != self.record)

    @property
    def is_stale(self) -> bool:
        """Whether the finding names another version of the rules, or was marked, though the answer is the same."""
        before = self.before
        if before is None or self.is_new:
            return False
        return before.law_version_id != self.law_version or before.is_marked_anew

    @property
    def has_other_steps(self) -> bool:
        """Whether the same answer is reached by other steps; other words for the same steps are no other steps."""
        return self.before is not None and not self.is_new and self.before.record != self.record


def substance(decision: Decision) -> dict[str, object]:
    """What people rely on in an answer: what it says and by which rules, but not the steps that lead there."""
    guard = decision.default_judgment
    return {
        "status": decision.status,
        "effective_at": decision.effective_at,
        "ground": decision.ground,
        "winning_attempt": decision.winning_attempt,
        "rules": decision.rules,
        "periods": decision.periods,
        "default_judgment": guard and guard.safe,
    }


def write_answers(rulings: Sequence[LawAnswer], now: datetime) -> list[LawAnswer]:
    """Write the changed findings and their events in one transaction; gives back the rulings that changed.

    A finding that stays as it is only notes by which rules it was last confirmed, and by which steps.
    """
    changed = [ruling for ruling in rulings if ruling.is_new]
    stale = [ruling for ruling in rulings if ruling.is_stale]
    if changed or stale:
        with transaction.atomic(savepoint=False):
            keep_words(now)
            _write(changed, [f.name for f in Finding._meta.concrete_fields if f.name != "service"], now)
            record([_event(ruling, now) for ruling in changed], now)
            _confirm(stale, now)
    return changed


def _confirm(stale: Sequence[LawAnswer], now: datetime) -> None:
    _write([ruling for ruling in stale if ruling.has_other_steps], ["record", "law_version", "is_marked_anew"], now)
    same = [ruling.service_id for ruling in stale if not ruling.has_other_steps]
    if same:
        Finding.objects.filter(pk__in=same).update(law_version=stale[0].law_version, is_marked_anew=False)


def _write(rulings: Sequence[LawAnswer], columns: Sequence[str], now: datetime) -> None:
    """These columns of the findings, in one statement."""
    if rulings:
        Finding.objects.bulk_create(
            [_finding(ruling, now) for ruling in rulings],
            update_conflicts=True,
            unique_fields=["service"],
            update_fields=columns,
        )


def _finding(ruling: LawAnswer, now: datetime) -> Finding:
    decision = ruling.decision
    return Finding(
        service_id=ruling.service_id,
        status=ruling.status,
        effective_at=decision.effective_at,
        effective_on=decision.effective_on,
        ground=decision.ground.value if decision.ground else None,
        winning_attempt=decision.winning_attempt,
        record=ruling.record,
        law_version_id=ruling.law_version,
        is_denied=decision.is_denied,
        decided_at=now,
        certificate_due_at=now if needs_certificate(ruling) else None,
        is_stated=ruling.before is not None and ruling.before.is_stated,
    )


def needs_certificate(ruling: LawAnswer) -> bool:
    """Whether there is something to state: a service that counts or is presumed, or one of which a paper stands.

    What people served by other means is proved by its own return of service (Civil Procedure Law, article 87); the
    paper that is made of it says so, and is a statement. One that is still to be made stays to be made, whatever the
    law says meanwhile.
    """
    before = ruling.before
    is_awaited = before is not None and (before.certificate_due_at is not None or before.is_stated)
    return is_awaited or ruling.status in STATED


def _event(ruling: LawAnswer, now: datetime) -> NewEvent:
    decision = ruling.decision
    return NewEvent(
        name=_EVENT_OF[ruling.status] if ruling.before is None else _event_name(ruling),
        stream=f"service:{ruling.service_id}",
        case_id=ruling.case_id,
        happened_at=decision.effective_at or now,
        actor="engine",
        data={
            **finding_summary(decision),
            "before": ruling.before.status if ruling.before else None,
            "was": outcome_of(ruling.before.decision) if ruling.before else None,
            "safe": outcome_of(decision)["safe"],
            "doubts": outcome_of(decision)["doubts"],
            "rules": decision.cited(),
            "periods": decision.started(),
            "law_version": ruling.law_version,
            "cause": "rules" if ruling.is_only_law else "facts",
        },
    )


def finding_summary(decision: Decision) -> dict[str, Json]:
    """What an answer comes to, as events and certificates both say it."""
    at = decision.effective_at
    return {
        "status": decision.status.value,
        "effective_on": at.date().isoformat() if at else None,
        "effective_at": at.isoformat() if at else None,
        "ground": decision.ground.value if decision.ground else None,
        "winning_attempt": decision.winning_attempt,
    }


def _event_name(ruling: LawAnswer) -> str:
    """A first success is told by its own name; any other change, and one of the rules alone, is a re-decision."""
    assert ruling.before is not None  # noqa: S101 - the caller asks only when there was one
    if ruling.is_only_law:
        return "service.redecided"
    was_open = ruling.before.status in {"not_effective", "awaiting_judge"}
    return _EVENT_OF[ruling.status] if was_open else "service.redecided"
