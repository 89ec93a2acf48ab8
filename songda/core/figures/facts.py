"""What is counted: services, tries, recipients, cases, calls …, each with its moments and the keys it is split by."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from songda.core.care import CARED_FOR_FROM, FULL_AGE

NONE = "-"  # the key of what has none: not tried, not failed, not known


class Unit(StrEnum):
    """What one in a count stands for."""

    SERVICE = "service"  # one paper for one recipient
    ATTEMPT = "attempt"  # one electronic try
    RECIPIENT = "recipient"  # one person in one case, whatever was ordered for them
    CASE = "case"  # one case in which something was ordered
    CALL = "call"  # one call, dialled by the line or told by a person
    CONSENT = "consent"  # one time that somebody was asked, and answered
    LOOKUP = "lookup"  # one person looked up at the operators
    OBJECTION = "objection"
    DEED = "deed"  # one try by people: a letter, a visit, another court, a notice
    PROOF = "proof"  # one service of which a certificate was made, or a statement in a certificate's place


# With what one of each unit begins: this moment every one has.
FIRST: Mapping[Unit, str] = {
    Unit.SERVICE: "launched",
    Unit.ATTEMPT: "planned",
    Unit.RECIPIENT: "launched",
    Unit.CASE: "launched",
    Unit.CALL: "called",
    Unit.CONSENT: "asked",
    Unit.LOOKUP: "asked",
    Unit.OBJECTION: "raised",
    Unit.DEED: "begun",
    Unit.PROOF: "issued",
}

_OF_A_SERVICE = (
    "way",
    "address_class",
    "role",
    "paper_kind",
    "stage",
    "cause",
    "age",
    "care",
    "in_charge",
    "ground",
    "failure",
    "try",
    "wait",
)

# How each unit can be split; every one of a unit has a key of each, so the parts of any split add up.
DIMENSIONS: Mapping[Unit, tuple[str, ...]] = {
    Unit.SERVICE: _OF_A_SERVICE,
    Unit.ATTEMPT: (
        "way",
        "address_class",
        "role",
        "stage",
        "cause",
        "age",
        "care",
        "in_charge",
        "failure",
        "try",
    ),
    Unit.RECIPIENT: ("role", "stage", "cause", "age", "care", "in_charge"),
    Unit.CASE: ("stage", "cause", "in_charge"),
    Unit.CALL: ("line", "outcome", "line_and_person", "role", "age", "in_charge"),
    Unit.CONSENT: ("asked_by", "consent_ground", "role", "age", "care", "in_charge"),
    Unit.LOOKUP: ("role", "age", "in_charge"),
    Unit.OBJECTION: ("objection_ground", "ruling", "role", "age"),
    Unit.DEED: ("way", "role", "stage", "cause", "age", "care", "in_charge", "failure", "wait", "way_and_wait"),
    Unit.PROOF: _OF_A_SERVICE,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One of a unit. `moments`: what happened to it, and when; `keys`: one for each dimension of its unit.

    `amounts`: what is added up instead of counted, such as pages.
    """

    unit: Unit
    id: str
    moments: Mapping[str, datetime]
    keys: Mapping[str, str]
    amounts: Mapping[str, int] = field(default_factory=dict)


# Age groups are as coarse as the law is, so that they name nobody.
BODY = "body"  # an organisation has no age


def age_group(born_on: date | None, day: date, *, is_person: bool) -> str:
    """In which group a person was on a day; an empty text where their day of birth is not known."""
    if not is_person:
        return BODY
    if born_on is None:
        return ""
    years = day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
    if years < FULL_AGE:
        return "under_18"
    return "18_to_59" if years < CARED_FOR_FROM else "60_and_over"
