"""What the law asks about a case and its people beside who they are: an objection to jurisdiction, who is missing."""

from uuid import UUID

from django.http import HttpResponse

from songda.clock import now
from songda.records.cases.queries import case_for
from songda.records.circumstances import actions
from songda.records.parties.models import Party
from songda.web.api.once import Deeds, created
from songda.web.api.shapes.absence import FoundIn, GivenIn, MissingIn, WithheldIn
from songda.web.api.shapes.cases import CaseOut, DismissalIn, ObjectionIn, ProcuratorateIn
from songda.web.api.shapes.corrections import ReasonIn
from songda.web.api.shapes.parties import PartyOut
from songda.web.api.tokens import ApiRequest, actor_of, court_of

router = Deeds()


@router.creates(
    "/cases/{uuid:case_id}/jurisdiction-objection", CaseOut, "Note an objection to jurisdiction", tag="cases"
)
def note_objection(request: ApiRequest, case_id: UUID, body: ObjectionIn) -> HttpResponse:
    """Notes that a party objected to jurisdiction: the time for evidence stands still for every party."""
    case = case_for(court_of(request), case_id)

    def act() -> CaseOut:
        by = actor_of(request)
        return CaseOut.of(actions.note_jurisdiction_objection(case, body.party_id, body.at, by, now()))

    return created(request, body, act)


@router.creates(
    "/cases/{uuid:case_id}/jurisdiction-objection/dismissal",
    CaseOut,
    "Note the dismissal of an objection to jurisdiction",
    tag="cases",
)
def note_dismissal(request: ApiRequest, case_id: UUID, body: DismissalIn) -> HttpResponse:
    """Notes since when the dismissal is in force: the time for evidence goes on."""
    case = case_for(court_of(request), case_id)
    by = actor_of(request)
    return created(request, body, lambda: CaseOut.of(actions.note_dismissal(case, body.at, by, now())))


@router.creates(
    "/cases/{uuid:case_id}/jurisdiction-objection/removal",
    CaseOut,
    "Strike an objection to jurisdiction noted by mistake",
    tag="cases",
)
def strike_objection(request: ApiRequest, case_id: UUID, body: ReasonIn) -> HttpResponse:
    """Takes back what was noted by mistake; everything is decided as if it had not been noted."""
    case = case_for(court_of(request), case_id)

    def act() -> CaseOut:
        by = actor_of(request)
        return CaseOut.of(actions.strike_jurisdiction_objection(case, body.why(), by, now()))

    return created(request, body, act)


@router.creates(
    "/cases/{uuid:case_id}/procuratorate",
    CaseOut,
    "Note that the procuratorate takes part, and whether it agrees",
    tag="cases",
)
def note_procuratorate(request: ApiRequest, case_id: UUID, body: ProcuratorateIn) -> HttpResponse:
    """Notes that it takes part: nobody in the case is served electronically before it agrees to proceedings on line."""
    case = case_for(court_of(request), case_id)
    by = actor_of(request)
    return created(request, body, lambda: CaseOut.of(actions.note_procuratorate(case, body.agreed_at, by, now())))


@router.creates(
    "/cases/{uuid:case_id}/procuratorate/removal",
    CaseOut,
    "Strike what was noted of the procuratorate by mistake",
    tag="cases",
)
def strike_procuratorate(request: ApiRequest, case_id: UUID, body: ReasonIn) -> HttpResponse:
    """Takes back what was noted by mistake; everything is decided as if it had not been noted."""
    case = case_for(court_of(request), case_id)
    by = actor_of(request)
    return created(request, body, lambda: CaseOut.of(actions.strike_procuratorate(case, body.why(), by, now())))


@router.creates("/parties/{uuid:party_id}/missing", PartyOut, "Note a party as missing", tag="parties")
def note_missing(request: ApiRequest, party_id: UUID, body: MissingIn) -> HttpResponse:
    """Notes that nobody knows where a party is, who says so and what shows it; public notice may rest on it."""
    party = _party(request, party_id)

    def act() -> PartyOut:
        actions.note_missing(party, body.draft(), actor_of(request), now())
        return PartyOut.of(party, whole=False)

    return created(request, body, act)


@router.creates("/parties/{uuid:party_id}/found", PartyOut, "Note a missing party as found", tag="parties")
def note_found(request: ApiRequest, party_id: UUID, body: FoundIn) -> HttpResponse:
    """Notes that the court knows again where a party is."""
    party = _party(request, party_id)

    def act() -> PartyOut:
        actions.note_found(party, body.at, actor_of(request), now())
        return PartyOut.of(party, whole=False)

    return created(request, body, act)


@router.creates(
    "/parties/{uuid:party_id}/withheld-address", PartyOut, "Note that a party withholds their address", tag="parties"
)
def note_withheld(request: ApiRequest, party_id: UUID, body: WithheldIn) -> HttpResponse:
    """Notes that they give none though told what follows, or evade: a place on file stands for their address then."""
    party = _party(request, party_id)

    def act() -> PartyOut:
        actions.note_withheld(party, body.draft(), actor_of(request), now())
        return PartyOut.of(party, whole=False)

    return created(request, body, act)


@router.creates(
    "/parties/{uuid:party_id}/withheld-address/given",
    PartyOut,
    "Note that a party gave their address after all",
    tag="parties",
)
def note_given(request: ApiRequest, party_id: UUID, body: GivenIn) -> HttpResponse:
    """Notes since when the court has their address; what was served until then stands."""
    party = _party(request, party_id)

    def act() -> PartyOut:
        actions.note_address_given(party, body.at, actor_of(request), now())
        return PartyOut.of(party, whole=False)

    return created(request, body, act)


@router.creates(
    "/parties/{uuid:party_id}/withheld-address/removal",
    PartyOut,
    "Strike what was noted of a withheld address by mistake",
    tag="parties",
)
def strike_withheld(request: ApiRequest, party_id: UUID, body: ReasonIn) -> HttpResponse:
    """Takes back what was noted by mistake; everything is decided as if it had not been noted."""
    party = _party(request, party_id)

    def act() -> PartyOut:
        actions.strike_withheld(party, body.why(), actor_of(request), now())
        return PartyOut.of(party, whole=False)

    return created(request, body, act)


def _party(request: ApiRequest, party_id: UUID) -> Party:
    return Party.objects.select_related("case__court", "acts_for").get(id=party_id, case__court=court_of(request))
