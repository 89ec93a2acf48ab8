"""Which rows of the tables an answer rests on: the very rows, not only their articles."""

from songda.core.law import Deadline, Decision, open_methods, profile_of
from songda.core.law.attempt.effect import derived_from
from songda.core.law.facts import Facts
from songda.core.law.profile.rows import Row
from songda.core.law.profile.table import KINDS

_ONLY_EXPECTED = "not_yet"  # names the rule of an effect that has not come


def every_row(jurisdiction: str = "cn") -> list[tuple[str, Row]]:
    """All rows that are on, each with its kind."""
    rows = profile_of(jurisdiction).rows
    return [(kind, row) for kind in KINDS for row in getattr(rows, kind)]


def acting_in(decision: Decision) -> set[int]:
    """The rows whose own citation the answer carries, and those that only say that nothing is known.

    Each row has a citation that is no other's.
    """
    guard = decision.default_judgment
    service = (*decision.findings, *(guard.findings if guard is not None else ()))
    periods = {id(period.rule) for period in decision.periods}
    codes = {each.code for each in service}
    silent = {id(row.rule) for kind, row in every_row() if kind == "no_way" and row.say in codes}
    used = {id(each.rule) for each in service if each.code != _ONLY_EXPECTED}
    of_another = {id(row.rule) for kind, row in every_row() if kind == "effect" and id(derived_from(row)) in used}
    return used | of_another | periods | silent


def acting_before(facts: Facts) -> set[int]:
    """The rows that speak before anything has been sent."""
    methods = open_methods(
        facts.case,
        facts.paper,
        facts.recipient,
        consents=facts.consents,
        refusals=facts.refusals,
        at=facts.as_of,
        jurisdiction=facts.jurisdiction,
    )
    return {id(why.rule) for method in methods for why in method.why}


def acting_in_period(deadline: Deadline) -> set[int]:
    """The rows on which the calculator's answer rests."""
    return {id(each.rule) for each in deadline.findings}


def unused(used: set[int], jurisdiction: str = "cn") -> list[str]:
    """The rows that nothing rested on, by kind, article and sentence."""
    return [f"{kind} {row.rule.id} ({row.say})" for kind, row in every_row(jurisdiction) if id(row.rule) not in used]
