"""What fills a sentence, written down so that it is read again as what it was.

The kinds of values are a closed list. Texts, numbers and nothing stand as they are; every other value names its kind:
{"day": "2022-06-02"}. A value of no kind is refused when it is written. What is read is never refused: a kind or a word
that this program no longer knows, is read as the text that was written.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum

from songda.core.law.citation import Citation, Standing
from songda.core.law.decision import Reason, Status
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
