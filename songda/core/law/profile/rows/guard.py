"""Rows on default judgments."""

from dataclasses import dataclass
from enum import StrEnum

from songda.core.law.facts import EventKind, Person
from songda.core.law.profile.rows.row import Row


class GuardNeed(StrEnum):
    """What a guard row asks of the summons."""

    EFFECTIVE = "effective"
    NEVER = "never"
    NOT_AGAINST_THEM = "not_against_them"
    DAYS_BEFORE_HEARING = "days_before_hearing"
    PROOF_OF_RECEIPT = "proof_of_receipt"
    NO_PENDING_REBUTTAL = "no_pending_rebuttal"
    DENIAL_ANSWERED = "denial_answered"
    SIGNER_KNOWN = "signer_known"


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GuardRow(Row):
    """One thing that must hold before a default judgment."""

    needs: GuardNeed
    days: int = 0
    events: frozenset[EventKind] = frozenset()
    by: frozenset[Person] = frozenset(Person)
