"""Writes facts down as the JSON that `read_facts` reads; what nobody told is left out."""

from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from songda.core.law.facts.consent import ConsentFact
from songda.core.law.facts.service import Facts

Written = bool | int | str | list["Written"] | dict[str, "Written"] | None
_ALL = ["*"]


def write_facts(facts: Facts) -> dict[str, Written]:
    """The facts as plain JSON values; read again they are the same facts."""
    return _record(facts)


def _record(fact: Any) -> dict[str, Written]:
    told = ((one, getattr(fact, one.name)) for one in fields(fact))
    written = {one.name: _value(value) for one, value in told if not _is_left_out(one, value)}
    return written | _scope(fact) if isinstance(fact, ConsentFact) else written


def _is_left_out(one: Field[Any], value: object) -> bool:
    return one.default is not MISSING and value == one.default


def _scope(consent: ConsentFact) -> dict[str, Written]:
    """A consent to everything says so, since nothing is guessed."""
    return {key: [*_ALL] for key in ("stages", "paper_kinds") if getattr(consent, key) is None}


def _value(value: Any) -> Written:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):  # a moment too
        return value.isoformat()
    if isinstance(value, tuple):
        return [_value(each) for each in value]
    return _record(value) if is_dataclass(value) else value
