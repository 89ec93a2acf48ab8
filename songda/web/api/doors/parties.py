"""Parties: entered, reached at addresses, asked for consent, marked to be served off line."""

from uuid import UUID

from django.http import HttpResponse

from songda.clock import now
from songda.records.delivery.portal_acts import answers
from songda.records.delivery.tasks.off_line import mark_offline as mark_off_line
from songda.records.delivery.tasks.off_line import withdraw_own_wish as take_back
from songda.records.matter.cases.queries import case_for
from songda.records.matter.parties import actions
from songda.records.matter.parties.doubts import doubts_about, doubts_about_address, refuse_doubtful
from songda.records.matter.parties.models import Address, Consent, Party
from songda.records.matter.parties.queries import parties_of
from songda.web.api.once import ChangingRouter, create_once
from songda.web.api.readings import gives_case, gives_party
from songda.web.api.shapes.addresses import AddressClassIn, AddressIn, AddressOut
from songda.web.api.shapes.answers import ConsentIn, ConsentOut, RefusalIn, RefusalOut, WithdrawalIn
from songda.web.api.shapes.parties import OfflineIn, PartyIn, PartyOut
from songda.web.api.tokens import ApiRequest, actor_of, court_of

router = ChangingRouter(tags=["parties"])


@router.get("/cases/{uuid:case_id}/parties", response=list[PartyOut], summary="List the parties of a case")
def listed(request: ApiRequest, case_id: UUID) -> list[PartyOut]:
    """The parties of a case with what is on record of them, what was struck too; numbers and addresses are masked."""
    case = gives_case(request, case_for(court_of(request), case_id))
    return [PartyOut.of(party) for party in parties_of(case)]


@router.creates("/cases/{uuid:case_id}/parties", PartyOut, "Enter a party")
def enter(request: ApiRequest, case_id: UUID, body: PartyIn) -> HttpResponse:
    """Enters a party, or someone who acts for one."""
    case = case_for(court_of(request), case_id)
    by = actor_of(request)

    def act() -> PartyOut:
        refuse_doubtful(doubts_about(case, body.draft()), is_sure=body.is_sure)
        return PartyOut.of(actions.add_party(case, body.draft(), by, now()), whole=False)

    return create_once(request, body, act)


@router.creates("/parties/{uuid:party_id}/addresses", AddressOut, "Record an address")
def record_address(request: ApiRequest, party_id: UUID, body: AddressIn) -> HttpResponse:
    """Records where a party can be reached; an address that an opponent gave as their own is refused."""
    party = _party(request, party_id)
    by = actor_of(request)

    def act() -> AddressOut:
        refuse_doubtful(doubts_about_address(party, body.draft()), is_sure=body.is_sure)
        return AddressOut.of(actions.add_address(party, body.draft(), by, now()))

    return create_once(request, body, act)


@router.creates("/addresses/{uuid:address_id}/class", AddressOut, "Confirm or reject an address")
def set_class(request: ApiRequest, address_id: UUID, body: AddressClassIn) -> HttpResponse:
    """Says anew how sure the court is that an address is the party's own."""
    rows = Address.objects.select_related("party__case__court", "party__acts_for")
    address = rows.get(id=address_id, retired_at=None, party__case__court=court_of(request))

    def act() -> AddressOut:
        actions.set_address_class(address, body.address_class, body.how, actor_of(request), now())
        return AddressOut.of(address)

    return create_once(request, body, act)


@router.creates("/parties/{uuid:party_id}/consents", ConsentOut, "Record a consent")
def record_consent(request: ApiRequest, party_id: UUID, body: ConsentIn) -> HttpResponse:
    """Records that a party agreed to electronic service, for which stages and papers, and what proves it."""
    party = _party(request, party_id)
    by = actor_of(request)
    return create_once(request, body, lambda: ConsentOut.of(actions.record_consent(party, body.draft(), by, now())))


@router.creates("/consents/{uuid:consent_id}/withdrawal", ConsentOut, "Record the withdrawal of a consent")
def withdraw(request: ApiRequest, consent_id: UUID, body: WithdrawalIn) -> HttpResponse:
    """Ends a consent; what was served under it stays served. A judge looks at whether it was raised in time."""
    rows = Consent.objects.select_related("party__case__court")
    consent = rows.get(id=consent_id, party__case__court=court_of(request))

    def act() -> ConsentOut:
        answers.withdraw(consent, body.at, actor_of(request), now())
        return ConsentOut.of(consent)

    return create_once(request, body, act)


@router.creates("/parties/{uuid:party_id}/refusals", RefusalOut, "Record a refusal")
def record_refusal(request: ApiRequest, party_id: UUID, body: RefusalIn) -> HttpResponse:
    """Records that a party clearly said no to electronic service."""
    party = _party(request, party_id)

    def act() -> RefusalOut:
        refusal = actions.record_refusal(party, body.at, body.how, actor_of(request), now())
        return RefusalOut.of(refusal)

    return create_once(request, body, act)


@router.creates("/parties/{uuid:party_id}/offline", PartyOut, "Mark a party to be served off line")
def mark_offline(request: ApiRequest, party_id: UUID, body: OfflineIn) -> HttpResponse:
    """Marks a person who cannot or must not be served electronically, until a judge lifts it."""
    party = _party(request, party_id)

    def act() -> PartyOut:
        mark_off_line(party, body.reason, actor_of(request), now())
        return PartyOut.of(gives_party(request, party), whole=False)

    return create_once(request, body, act)


@router.creates("/parties/{uuid:party_id}/offline/withdrawal", PartyOut, "Take the wish for paper only back")
def withdraw_own_wish(request: ApiRequest, party_id: UUID) -> HttpResponse:
    """They may be asked again for electronic service, in all their cases; refused unless it was their own wish."""
    party = _party(request, party_id)

    def act() -> PartyOut:
        take_back(party, actor_of(request), now())
        return PartyOut.of(gives_party(request, party), whole=False)

    return create_once(request, b"", act)


def _party(request: ApiRequest, party_id: UUID) -> Party:
    """The party, if its case belongs to the client's court."""
    rows = Party.objects.select_related("case__court", "acts_for")
    return rows.get(id=party_id, case__court=court_of(request))
