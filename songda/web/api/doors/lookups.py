"""Look-ups: requested, read, taken back, counted. Approval is a person's, in the console."""

from uuid import UUID

from django.http import HttpResponse

from songda.clock import now
from songda.records.delivery.lookups import actions
from songda.records.delivery.lookups.models import Lookup
from songda.records.delivery.lookups.queries import figures, lookup_of, lookups_about
from songda.records.matter.cases.queries import case_for
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.queries import parties_of
from songda.web.api.once import ChangingRouter, create_once
from songda.web.api.readings import gives_case, gives_party
from songda.web.api.shapes.base import Moment
from songda.web.api.shapes.lookups import LookupFiguresOut, LookupIn, LookupOut, LookupWithdrawalIn
from songda.web.api.tokens import ApiRequest, actor_of, court_of

router = ChangingRouter(tags=["lookups"])


@router.creates("/parties/{uuid:party_id}/lookups", LookupOut, "Request that a party be looked up")
def request_lookup(request: ApiRequest, party_id: UUID, body: LookupIn) -> HttpResponse:
    """Requests it; nobody is asked before a judge of the case or a supervisor has approved in the console."""
    party = Party.objects.select_related("case__court").get(id=party_id, case__court=court_of(request))

    def act() -> LookupOut:
        moment = now()
        return LookupOut.of(actions.request_lookup(party, body.draft(moment), actor_of(request), moment))

    return create_once(request, body, act)


@router.get("/cases/{uuid:case_id}/lookups", response=list[LookupOut], summary="List the look-ups of a case")
def listed(request: ApiRequest, case_id: UUID) -> list[LookupOut]:
    """The look-ups of every party, the newest first for each; numbers are masked."""
    case = gives_case(request, case_for(court_of(request), case_id))
    return [LookupOut.of(one) for party in parties_of(case) for one in lookups_about(party)]


@router.get("/lookups/{uuid:lookup_id}", response=LookupOut, summary="Read a look-up")
def read(request: ApiRequest, lookup_id: UUID) -> LookupOut:
    """Where it stands and what each operator said; numbers are masked."""
    found = _lookup(request, lookup_id)
    gives_party(request, found.party)
    return LookupOut.of(found)


@router.creates("/lookups/{uuid:lookup_id}/withdrawal", LookupOut, "Take a look-up back")
def withdraw(request: ApiRequest, lookup_id: UUID, body: LookupWithdrawalIn) -> HttpResponse:
    """Ends it while it is open; answers that still come are not kept."""
    lookup = _lookup(request, lookup_id)

    def act() -> LookupOut:
        actions.withdraw(lookup, body.why(), actor_of(request), now())
        return LookupOut.of(_lookup(request, lookup_id))

    return create_once(request, body, act)


@router.get("/lookups/figures", response=list[LookupFiguresOut], summary="Count look-ups by operator")
def counted(request: ApiRequest, since: Moment, until: Moment) -> list[LookupFiguresOut]:
    """Asked, answered, found, confirmed, served on and wrong, for requests of this time."""
    return [LookupFiguresOut.of(row) for row in figures(court_of(request), since, until)]


def _lookup(request: ApiRequest, lookup_id: UUID) -> Lookup:
    return lookup_of(court_of(request), lookup_id)
