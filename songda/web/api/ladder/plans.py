"""The plan of a person: which way goes now, which comes next and why, and whether the system begins it by itself."""

from typing import Self
from uuid import UUID

from pydantic import AwareDatetime

from songda.clock import now
from songda.core.delivery.ladder.person import Going, NextWay, PersonPlan
from songda.records.law.plans import plans_of_people
from songda.records.matter.cases.queries import case_for
from songda.records.overview.figures.costs import CostsOfATry
from songda.web.api.once import ScopedRouter
from songda.web.api.shapes import Out
from songda.web.api.tokens import ApiRequest, court_of, party_of

router = ScopedRouter(tags=["plans"])


class GoingOut(Out):
    """A way that goes. `waits_for`: what moves it on; `until`: when it is looked at again at the latest."""

    way: str
    since: AwareDatetime
    until: AwareDatetime | None
    waits_for: str

    @classmethod
    def of(cls, going: Going) -> Self:
        return cls(way=going.way, since=going.since, until=going.until, waits_for=going.mover.value)


class NextWayOut(Out):
    """What comes next. `choice`: whether the system begins it automatically, proposes it, or never does.

    `why` is a code, `rule` the id of the rule that opens the way, as in the rulebook; `cost_fen` is null where the
    court told no cost of it.
    """

    way: str
    choice: str
    why: str
    rule: str | None
    cost_fen: int | None

    @classmethod
    def of(cls, following: NextWay) -> Self:
        own = {name: str(getattr(following, name)) for name in ("way", "choice", "why")}
        return cls(rule=following.rule.id if following.rule else None, cost_fen=following.cost_fen, **own)


class PlanOut(Out):
    """The plan of one person in their newest order. `state`: served, going, next, judge, or corrected.

    `until` is the next day on which it is looked at, `waits_for` what moves it on, `next` what would begin then.
    """

    party_id: UUID
    envelope_id: UUID
    state: str
    served_by: str
    going: list[GoingOut]
    next: NextWayOut | None
    until: AwareDatetime | None
    waits_for: str

    @classmethod
    def of(cls, party_id: UUID, envelope_id: UUID, plan: PersonPlan) -> Self:
        return cls(
            party_id=party_id,
            envelope_id=envelope_id,
            state=plan.state.value,
            served_by=plan.served_by,
            going=[GoingOut.of(each) for each in plan.going],
            next=NextWayOut.of(plan.next) if plan.next else None,
            until=plan.until,
            waits_for=plan.mover.value,
        )


@router.get("/cases/{uuid:case_id}/plans", response=list[PlanOut], summary="Read the plans of a case")
def of_case(request: ApiRequest, case_id: UUID) -> list[PlanOut]:
    """One for everybody to whom something was ordered to be served; nobody is named in them."""
    case = case_for(court_of(request), case_id)
    return _plans(request, sorted(case.parties.filter(removed_at=None).values_list("id", flat=True)))


@router.get("/parties/{uuid:party_id}/plan", response=list[PlanOut], summary="Read the plan of a person")
def of_party(request: ApiRequest, party_id: UUID) -> list[PlanOut]:
    """Empty as long as nothing was ordered to be served on them."""
    return _plans(request, [party_of(request, party_id).id])


def _plans(request: ApiRequest, party_ids: list[UUID]) -> list[PlanOut]:
    plans = plans_of_people(party_ids, now(), CostsOfATry(court_of(request), now()))
    return [PlanOut.of(one, *plans[one]) for one in party_ids if one in plans]
