"""A judge goes on in spite of the guard: for one hearing and party, with a reason, until the guard says otherwise.

It never changes what the law says; it stands beside it. When the guard's answer is no longer the one that the judge
had before them, their decision has lapsed, and is shown as lapsed. The same answer in other words is the same answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from songda.records.decision.determinations.models import Determination
from songda.records.delivery.findings.models import Finding
from songda.records.delivery.orders.models import Service
from songda.records.matter.cases.models import Hearing

Key = tuple[UUID, UUID]  # hearing, party
OVERRIDDEN, RESTORED = "overridden", "restored"


@dataclass(frozen=True)
class Override:
    """A judge's decision to go on, and whether the guard's answer is still the one that they gave it for."""

    determination: Determination
    has_lapsed: bool


def guard_answer(service: Service | None) -> dict[str, Any]:
    """What the guard says of a summons and by which steps, and what to compare with what it says later."""
    finding: Finding | None = getattr(service, "finding", None)
    guard = finding.decision.default_judgment if finding else None
    return {
        "service": str(service.id) if service else None,
        "safe": guard.safe if guard else None,
        "conditions": guard.tested() if guard else None,
        "record": finding.record["default_judgment"] if finding else None,
        "law_version": finding.law_version_id if finding else None,
    }


def newest_of(hearings: Iterable[Hearing]) -> dict[Key, Determination]:
    """For each hearing and party what a judge decided last, in one statement."""
    ids = [hearing.id for hearing in hearings]
    rows = Determination.objects.filter(kind="guard", hearing_id__in=ids).select_related("by").order_by("at", "id")
    return {(d.hearing_id, d.party_id): d for d in rows if d.hearing_id is not None}


def override_of(newest: Determination | None, answer: dict[str, Any]) -> Override | None:
    """The override that stands, or that has lapsed; None where there is none or it was taken back."""
    if newest is None or newest.outcome != OVERRIDDEN:
        return None
    return Override(newest, _substance(newest.shown_to_judge or {}) != _substance(answer))


def _substance(answer: dict[str, Any]) -> dict[str, Any]:
    """Whether it is safe, and which conditions hold, by their rules; not by which steps and in which words."""
    return {name: answer.get(name) for name in ("service", "safe", "conditions")}
