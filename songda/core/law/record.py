"""The law's whole answer as one plain JSON record that can be kept and read again: codes, values, citations, no words.

The kinds of values that fill a sentence are a closed list. Texts, numbers and nothing stand as they are; every other
value names its kind: {"day": "2022-06-02"}. A value of no kind is refused when it is written. What is read is never
refused: a kind or a word that this program no longer knows, is read as the text that was written.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from songda.core.law.decision import (
    Citation,
    Condition,
    Decision,
    Ground,
    GuardAnswer,
    PeriodAnswer,
    Reason,
    Standing,
    Status,
    Wording,
)
from songda.core.law.facts import (
    AddressClass,
    AddressSource,
    Channel,
    ConsentGround,
    EventKind,
    Leaving,
    PaperKind,
    Person,
    RebuttalGround,
    ReturnCause,
    RuledOutGround,
    Stage,
)

Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]

KINDS: dict[str, type[StrEnum]] = {
    "channel": Channel,
    "class": AddressClass,
    "source": AddressSource,
    "consent": ConsentGround,
    "act": EventKind,
    "cause": ReturnCause,
    "how": Leaving,
    "paper": PaperKind,
    "person": Person,
    "rebuttal": RebuttalGround,
    "ruled_out": RuledOutGround,
    "stage": Stage,
    "status": Status,
}
_NAME_OF = {kind: name for name, kind in KINDS.items()}


class UnknownValueError(TypeError):
    """A value is of no kind that can be kept and read again."""


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
        findings=tuple([read_reason(each) for each in record["findings"]]),
        periods=tuple([_read_period(period) for period in record["periods"]]),
        default_judgment=_read_guard(guard) if guard else None,
        wording=wording,
    )


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


def plain_reason(reason: Reason) -> Plain:
    """A step of the reasoning: [code, [[name, value], …], citation]."""
    return [
        reason.code,
        [[name, plain_value(value)] for name, value in reason.values],
        plain_citation(reason.rule) if reason.rule else None,
    ]


def read_reason(given: Plain) -> Reason:
    """The step that was written."""
    match given:
        case [str(code), [*values], rule]:
            named = tuple([_read_named_value(value) for value in values])
            return Reason(code, named, read_citation(rule) if rule else None)
    raise ValueError(f"not a step of the reasoning: {given!r}")


def plain_citation(citation: Citation) -> Plain:
    """A rule with what it is worth: [id, standing], and the article that allows an analogy."""
    return [citation.id, citation.standing.value, *([citation.allowed_by] if citation.allowed_by else ())]


def read_citation(given: Plain) -> Citation:
    """The citation that was written."""
    match given:
        case [str(rule), str(standing), *allowed_by]:
            return Citation(rule, Standing(standing), *map(str, allowed_by))
    raise ValueError(f"not a citation with its standing: {given!r}")


def _read_named_value(given: Plain) -> tuple[str, object]:
    match given:
        case [str(name), value]:
            return name, read_value(value)
    raise ValueError(f"not a value with its name: {given!r}")


def plain_value(value: object) -> Plain:
    """A value that fills a sentence, with its kind; UnknownValueError where it has none."""
    match value:
        case StrEnum():
            if type(value) not in _NAME_OF:
                raise UnknownValueError(f"values of {type(value).__name__} cannot be kept: {value!r}")
            return {_NAME_OF[type(value)]: value.value}
        case None | bool() | int() | str():
            return value
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case Reason():
            return {"step": plain_reason(value)}
        case tuple():
            return {"all": [plain_value(each) for each in value]}
    raise UnknownValueError(f"values of {type(value).__name__} cannot be kept: {value!r}")


def read_value(given: Plain) -> object:
    """The value that was written."""
    if not isinstance(given, Mapping):
        return given
    ((kind, written),) = given.items()
    if kind in KINDS:
        return _word(KINDS[kind], str(written))
    return _READ.get(kind, str)(written)


def _word(kind: type[StrEnum], written: str) -> str:
    try:
        return kind(written)
    except ValueError:
        return written


def _all(written: Plain) -> tuple[object, ...]:
    return tuple([read_value(each) for each in written]) if isinstance(written, list) else ()


_READ: dict[str, Callable[[Plain], object]] = {
    "moment": lambda written: datetime.fromisoformat(str(written)),
    "day": lambda written: date.fromisoformat(str(written)),
    "step": read_reason,
    "all": _all,
}
