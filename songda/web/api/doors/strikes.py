"""Strikes what a party is said to have answered, and calls, where they were entered by mistake."""

from uuid import UUID

from django.http import HttpResponse

from songda.clock import now
from songda.records.decision.decisions.mistakes import strike_call, strike_consent, strike_refusal
from songda.records.delivery.calls.models import Call
from songda.records.matter.parties.models import Consent, Refusal
from songda.web.api.once import ChangingRouter, create_once
from songda.web.api.shapes.answers import CallOut, ConsentOut, RefusalOut
from songda.web.api.shapes.corrections import ReasonIn
from songda.web.api.tokens import ApiRequest, actor_of, court_of

router = ChangingRouter(tags=["parties"])


@router.creates("/consents/{uuid:consent_id}/removal", ConsentOut, "Strike a consent entered by mistake")
def consent(request: ApiRequest, consent_id: UUID, body: ReasonIn) -> HttpResponse:
    """Strikes a consent that was never given; it stays in the list and counts for nothing.

    Refused where a service that counts rests on it (a judge must first find that it does not count), and where it was
    withdrawn: what was withdrawn was given.
    """
    rows = Consent.objects.select_related("party__case__court")
    found = rows.get(id=consent_id, party__case__court=court_of(request))

    def act() -> ConsentOut:
        strike_consent(found, body.why(), actor_of(request), now())
        return ConsentOut.of(rows.get(id=consent_id))

    return create_once(request, body, act)


@router.creates("/refusals/{uuid:refusal_id}/removal", RefusalOut, "Strike a refusal entered by mistake")
def refusal(request: ApiRequest, refusal_id: UUID, body: ReasonIn) -> HttpResponse:
    """Strikes a refusal that was never said; it stays in the list and counts for nothing.

    Refused where a service that counts rests on it: a judge comes first.
    """
    rows = Refusal.objects.select_related("party__case__court")
    found = rows.get(id=refusal_id, party__case__court=court_of(request))

    def act() -> RefusalOut:
        strike_refusal(found, body.why(), actor_of(request), now())
        return RefusalOut.of(rows.get(id=refusal_id))

    return create_once(request, body, act)


@router.creates("/calls/{uuid:call_id}/removal", CallOut, "Strike a call entered by mistake")
def call(request: ApiRequest, call_id: UUID, body: ReasonIn) -> HttpResponse:
    """Strikes a call with everything that was recorded with it: consent, refusal, what it said of the number.

    What had asked for the call is open again. Refused where a service that counts rests on it: a judge comes first.
    """
    rows = Call.objects.select_related("party__case__court")
    found = rows.get(id=call_id, party__case__court=court_of(request))

    def act() -> CallOut:
        strike_call(found, body.why(), actor_of(request), now())
        return CallOut.of(rows.get(id=call_id))

    return create_once(request, body, act)
