"""The law's whole answer, written down without words, and read again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from songda.core.law.decision import (
    Condition,
    Decision,
    Ground,
    GuardAnswer,
    PeriodAnswer,
    Reason,
    Status,
    Wording,
)
from songda.core.law.record.values import Plain, plain_citation, plain_reason, read_citation, read_reason

Record = dict[str, Plain]


def to_record(decision: Decision) -> Record:
    """The answer as plain JSON values: codes, values and citations; UnknownValueError where a value cannot be kept."""
    at, guard = decision.effective_at, decision.default_judgment
    return {
        "status": decision.status.value,
        "effective_at": at.isoformat() if at else None,
        "ground": decision.ground.value if decision.ground else None,
        "winning_attempt": decision.winning_attempt,
        "rules": [plain_citation(rule) for rule in decision.rules],
        "findings": [plain_reason(finding) for finding in decision.findings],
        "periods": [_plain_period(period) for period in decision.periods],
        "default_judgment": _plain_guard(guard) if guard else None,
    }


def to_decision(record: Mapping[str, Any], wording: Wording) -> Decision:
    """The answer that was written, to be told with these words."""
    at, ground, guard = record["effective_at"], record["ground"], record["default_judgment"]
    return Decision(
        status=Status(record["status"]),
        effective_at=datetime.fromisoformat(at) if at else None,
        ground=Ground(ground) if ground else None,
        winning_attempt=record["winning_attempt"],
        rules=tuple([read_citation(rule) for rule in record["rules"]]),
        findings=_read_reasons(record["findings"]),
        periods=tuple([_read_period(period) for period in record["periods"]]),
        default_judgment=_read_guard(guard) if guard else None,
        wording=wording,
    )


def _read_reasons(given: list[Plain]) -> tuple[Reason, ...]:
    return tuple([read_reason(each) for each in given])


def _plain_period(period: PeriodAnswer) -> Plain:
    last_day, rule = period.last_day.isoformat(), plain_citation(period.rule)
    return {**period._asdict(), "last_day": last_day, "rule": rule}


def _read_period(given: Mapping[str, Any]) -> PeriodAnswer:
    last_day, rule = date.fromisoformat(given["last_day"]), read_citation(given["rule"])
    return PeriodAnswer(**{**given, "last_day": last_day, "rule": rule})


def _plain_guard(guard: GuardAnswer) -> Plain:
    return {
        "safe": guard.safe,
        "possible": guard.possible,
        "conditions": [[holds, plain_reason(finding)] for holds, finding in guard.conditions],
    }


def _read_guard(given: Mapping[str, Any]) -> GuardAnswer:
    conditions = [Condition(holds, read_reason(finding)) for holds, finding in given["conditions"]]
    return GuardAnswer(given["safe"], tuple(conditions), given.get("possible", True))
