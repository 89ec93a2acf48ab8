"""What holds of a party or of a case for a time: noted, ended, corrected, struck; one door for every kind."""

from uuid import UUID

from django.http import HttpResponse

from songda.clock import now
from songda.records.matter.cases.queries import case_for
from songda.records.matter.circumstances import actions
from songda.records.matter.circumstances.entries import entry_of, of_case
from songda.records.matter.parties.models import Party
from songda.web.api.once import ChangingRouter, create_once
from songda.web.api.readings import gives_case
from songda.web.api.shapes.circumstances import CircumstanceCorrectionIn, CircumstanceIn, CircumstanceOut, EndingIn
from songda.web.api.shapes.corrections import ReasonIn
from songda.web.api.tokens import ApiRequest, actor_of, court_of

router = ChangingRouter(tags=["circumstances"])


@router.get("/cases/{uuid:case_id}/circumstances", response=list[CircumstanceOut], summary="List what was noted")
def listed(request: ApiRequest, case_id: UUID) -> list[CircumstanceOut]:
    """Everything that was noted of a case and of its parties, what was struck too, in the order of its noting."""
    case = gives_case(request, case_for(court_of(request), case_id))
    return [CircumstanceOut.of(entry) for entry in of_case(case)]


@router.creates("/cases/{uuid:case_id}/circumstances", CircumstanceOut, "Note what holds of a case")
def note_of_case(request: ApiRequest, case_id: UUID, body: CircumstanceIn) -> HttpResponse:
    """Notes an objection to jurisdiction, or that the procuratorate takes part; the law is asked again."""
    case, by = case_for(court_of(request), case_id), actor_of(request)
    return create_once(request, body, lambda: CircumstanceOut.of(actions.note(case, body.draft(), by, now())))


@router.creates("/parties/{uuid:party_id}/circumstances", CircumstanceOut, "Note what holds of a party")
def note_of_party(request: ApiRequest, party_id: UUID, body: CircumstanceIn) -> HttpResponse:
    """Notes custody, military service, a missing person, death, evidence of receipt, ruled-out ways …"""
    party = Party.objects.select_related("case__court").get(id=party_id, case__court=court_of(request))
    by = actor_of(request)
    return create_once(request, body, lambda: CircumstanceOut.of(actions.note(party, body.draft(), by, now())))


@router.creates("/circumstances/{uuid:circumstance_id}/ending", CircumstanceOut, "Note since when it is so no longer")
def end(request: ApiRequest, circumstance_id: UUID, body: EndingIn) -> HttpResponse:
    """Notes the end: found, released, an address given, the dismissal in force, agreed; what was done before stands."""
    entry = entry_of(court_of(request), circumstance_id)

    def act() -> CircumstanceOut:
        actions.end(entry, body.until, actor_of(request), now())
        return CircumstanceOut.of(entry)

    return create_once(request, body, act)


@router.creates("/circumstances/{uuid:circumstance_id}/correction", CircumstanceOut, "Correct what was noted")
def correct(request: ApiRequest, circumstance_id: UUID, body: CircumstanceCorrectionIn) -> HttpResponse:
    """Strikes the wrong entry and puts the right one in its place, under an id of its own; all is decided anew."""
    entry, by = entry_of(court_of(request), circumstance_id), actor_of(request)
    return create_once(
        request,
        body,
        lambda: CircumstanceOut.of(actions.correct(entry, body.draft(entry), body.why(), by, now())),
    )


@router.creates("/circumstances/{uuid:circumstance_id}/removal", CircumstanceOut, "Strike what was noted by mistake")
def strike(request: ApiRequest, circumstance_id: UUID, body: ReasonIn) -> HttpResponse:
    """Takes back what was noted by mistake; everything is decided as if it had not been noted."""
    entry = entry_of(court_of(request), circumstance_id)

    def act() -> CircumstanceOut:
        actions.strike(entry, body.why(), actor_of(request), now())
        return CircumstanceOut.of(entry)

    return create_once(request, body, act)
