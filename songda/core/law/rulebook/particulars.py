"""What a row says beyond its sentence: every one of its own fields with a label and in words."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import time
from enum import StrEnum

from songda.core.law.decision import Ground, Status
from songda.core.law.facts import (
    AddressSource,
    ConsentGround,
    EventKind,
    Leaving,
    Person,
    Posting,
    RebuttalGround,
    ReturnCause,
)
from songda.core.law.profile.rows import ConsentNeed, GuardNeed, Row
from songda.core.law.rulebook.conditions import list_words
from songda.core.law.rulebook.terms import Terms, UntoldError

_COMMON = frozenset(field.name for field in fields(Row))
_INTERNAL = frozenset({"say_without_consent"})  # names a sentence of the reasons, told by its result
_LENGTHS = ("days", "working_days", "months", "hours", "days_after", "months_after")
_AMOUNTS = ("at_least", "at_most", "days")
_VOCABULARIES: dict[type, str] = {
    AddressSource: "source",
    ConsentGround: "consent",
    ConsentNeed: "need",
    EventKind: "event",
    Ground: "ground",
    GuardNeed: "guard_need",
    Leaving: "leaving",
    Person: "person",
    Posting: "posting",
    RebuttalGround: "rebuttal",
    ReturnCause: "cause",
    Status: "status",
}
_PLAIN = {"kind": "period", "starts": "start", "tiers": "tier"}  # fields whose words are plain text in the row


def particulars(row: Row, terms: Terms) -> Iterator[tuple[str, str]]:
    """Label and words of every field that says something."""
    for field in fields(row):
        value = getattr(row, field.name)
        if field.name not in _COMMON | _INTERNAL and value not in (field.default, ()):
            yield terms.word("label", field.name), _in_words(field.name, value, terms)


def blanks(row: Row, terms: Terms) -> dict[str, str]:
    """What may be filled into the row's sentence."""
    filled = {**_circumstances(row, terms), "length": _length(row, terms), "amount": _amount(row)}
    for name, value in (
        ("period", "kind"),
        ("rebuttal", "ground"),
        ("tiers", "tiers"),
        ("start", "starts"),
    ):
        if (given := getattr(row, value, None)) is not None:
            filled[name] = _in_words(value, given, terms)
    return filled


def _in_words(name: str, value: object, terms: Terms) -> str:
    if isinstance(value, bool):
        return terms.word(f"field.{name}", "true" if value else "false")
    if isinstance(value, int):
        return terms.word("amount", name).format(n=value)
    if isinstance(value, time):
        return terms.word("amount", name).format(n=f"{value:%H:%M}")
    if isinstance(value, (frozenset, tuple)):
        listed = value if isinstance(value, tuple) else sorted(value, key=_place)
        return terms.joined([_in_words(name, each, terms) for each in listed])
    if type(value) in _VOCABULARIES:
        return terms.name(_VOCABULARIES[type(value)], str(value))
    if name in _PLAIN:
        return terms.name(_PLAIN[name], str(value))
    raise UntoldError(f"rulebook/particulars.py knows no words for {name} = {value!r}")


def _place(word: StrEnum) -> int:
    """Words of a set are told in the order in which their vocabulary lists them."""
    return list(type(word)).index(word)


def _circumstances(row: Row, terms: Terms) -> dict[str, str]:
    """The ways of service and the domiciles that the row's conditions name."""
    named = {c.subject: [str(value) for value in c.values] for c in row.conditions if c.wanted}
    return {subject: list_words(subject, named.get(subject, []), terms) for subject in ("channel", "zone")}


def _length(row: Row, terms: Terms) -> str:
    said = [(name, getattr(row, name, 0)) for name in _LENGTHS]
    return "".join(terms.word("length", name).format(n=number) for name, number in said if number)


def _amount(row: Row) -> str:
    return str(next((number for name in _AMOUNTS if (number := getattr(row, name, 0))), ""))
