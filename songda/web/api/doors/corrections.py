"""Corrects what was entered wrongly, and ends what has ended; everything that hangs on it is looked at again."""

from uuid import UUID

from django.http import HttpResponse

from songda.clock import now
from songda.records.decision.decisions.recall import remove_party
from songda.records.delivery.tasks.unfinished import close
from songda.records.matter.cases.corrections import correct_case, reopen_case
from songda.records.matter.cases.hearings import cancel_hearing, move_hearing
from songda.records.matter.cases.models import Hearing
from songda.records.matter.cases.queries import case_for
from songda.records.matter.parties import actions
from songda.records.matter.parties.doubts import doubts_about_correction, refuse_doubtful
from songda.records.matter.parties.models import Address, Party
from songda.web.api.doors import cases
from songda.web.api.once import ChangingRouter, change_once, create_once
from songda.web.api.readings import gives_party
from songda.web.api.shapes.addresses import AddressOut, place_of
from songda.web.api.shapes.cases import CaseOut, HearingOut
from songda.web.api.shapes.corrections import (
    AddressCorrectionIn,
    CaseCorrectionIn,
    ClosingIn,
    MovedHearingIn,
    PartyCorrectionIn,
    ReasonIn,
    ReplacementIn,
)
from songda.web.api.shapes.parties import PartyOut
from songda.web.api.tokens import ApiRequest, actor_of, court_of

router = ChangingRouter()


@router.changes("/parties/{uuid:party_id}", PartyOut, "Correct a party", tag="parties")
def correct_party(request: ApiRequest, party_id: UUID, body: PartyCorrectionIn) -> HttpResponse:
    """Corrects what was wrong from the beginning.

    What would look like a mistake then and did not before is asked about as where a party is entered (`is_sure`).
    Services are decided anew, certificates that name the party wrongly are replaced, and a link that the mistake had
    locked opens again.
    """
    party = _party(request, party_id)

    def act() -> PartyOut:
        refuse_doubtful(doubts_about_correction(party, body.draft(party)), is_sure=body.is_sure)
        actions.correct_party(party, body.draft(party), body.why(), actor_of(request), now())
        return PartyOut.of(gives_party(request, _party(request, party_id)), whole=False)

    return change_once(request, body, act)


@router.creates("/parties/{uuid:party_id}/removal", PartyOut, "Remove a representative or a wrong party", tag="parties")
def remove(request: ApiRequest, party_id: UUID, body: ReasonIn) -> HttpResponse:
    """Notes that a representative acts no more: nothing is served on them from now on, what was served stands.

    Of a party: that they were entered by mistake. Refused once something was served on them, or a paper is theirs.
    """
    party = _party(request, party_id)

    def act() -> PartyOut:
        remove_one = remove_party if party.acts_for_id is None else actions.remove_representative
        remove_one(party, body.why(), actor_of(request), now())
        return PartyOut.of(gives_party(request, party), whole=False)

    return create_once(request, body, act)


@router.creates("/addresses/{uuid:address_id}/correction", AddressOut, "Correct a mistyped address", tag="parties")
def correct_address(request: ApiRequest, address_id: UUID, body: AddressCorrectionIn) -> HttpResponse:
    """Puts the right value in the place of a mistyped one; what went to the wrong one counts for nothing."""
    old = _address(request, address_id)
    by = actor_of(request)
    right = actions.Right(body.value, body.called, place_of(body))
    return create_once(request, body, lambda: AddressOut.of(actions.correct_address(old, right, body.why(), by, now())))


@router.creates("/addresses/{uuid:address_id}/replacement", AddressOut, "Replace an address", tag="parties")
def replace_address(request: ApiRequest, address_id: UUID, body: ReplacementIn) -> HttpResponse:
    """Puts another address in the place of one that has changed; what was served at the old one stands."""
    old = _address(request, address_id)
    by = actor_of(request)
    return create_once(request, body, lambda: AddressOut.of(actions.replace_address(old, body.draft(old), by, now())))


@router.creates("/addresses/{uuid:address_id}/end", AddressOut, "Use an address no more", tag="parties")
def retire_address(request: ApiRequest, address_id: UUID, body: ReasonIn) -> HttpResponse:
    """Ends the use of an address; what waits to go there is called off."""
    address = _address(request, address_id)

    def act() -> AddressOut:
        actions.retire_address(address, body.why(), actor_of(request), now())
        return AddressOut.of(address)

    return create_once(request, body, act)


# beside the reading of it: one address is one router's
@cases.router.changes("/cases/{uuid:case_id}", CaseOut, "Correct a case", tag="cases")
def correct_a_case(request: ApiRequest, case_id: UUID, body: CaseCorrectionIn) -> HttpResponse:
    """Corrects a case, or, with `since`, lets it move on: what was ordered before then stays as it was."""
    case = case_for(court_of(request), case_id)
    by = actor_of(request)
    return change_once(request, body, lambda: CaseOut.of(correct_case(case, body.change(case), body.why(), by, now())))


@router.creates("/cases/{uuid:case_id}/closing", CaseOut, "Close a case", tag="cases")
def close_a_case(request: ApiRequest, case_id: UUID, body: ClosingIn) -> HttpResponse:
    """Closes a case: nothing more can be ordered in it; what is under way goes on.

    While papers of it are not served the answer is 422 `unserved_in_case`, unless the request says that this is known.
    """
    case = case_for(court_of(request), case_id)

    def act() -> CaseOut:
        close(case, body.why(), actor_of(request), now(), is_known=body.unserved_is_known)
        return CaseOut.of(case)

    return create_once(request, body, act)


@router.creates("/cases/{uuid:case_id}/reopening", CaseOut, "Open a case again", tag="cases")
def reopen_a_case(request: ApiRequest, case_id: UUID, body: ReasonIn) -> HttpResponse:
    """Opens a closed case again."""
    case = case_for(court_of(request), case_id)

    def act() -> CaseOut:
        reopen_case(case, body.why(), actor_of(request), now())
        return CaseOut.of(case)

    return create_once(request, body, act)


@router.changes("/hearings/{uuid:hearing_id}", HearingOut, "Move a hearing", tag="cases")
def move_a_hearing(request: ApiRequest, hearing_id: UUID, body: MovedHearingIn) -> HttpResponse:
    """Moves a hearing; a summons ordered before names the old time and calls nobody to the new one."""
    hearing = _hearing(request, hearing_id)

    def act() -> HearingOut:
        at, place = body.at or hearing.at, hearing.place if body.place is None else body.place
        move_hearing(hearing, at, place, actor_of(request), now())
        return HearingOut.of(hearing)

    return change_once(request, body, act)


@router.creates("/hearings/{uuid:hearing_id}/cancellation", HearingOut, "Cancel a hearing", tag="cases")
def cancel_a_hearing(request: ApiRequest, hearing_id: UUID, body: ReasonIn) -> HttpResponse:
    """Cancels a hearing; no summons calls to it any more."""
    hearing = _hearing(request, hearing_id)

    def act() -> HearingOut:
        cancel_hearing(hearing, body.why(), actor_of(request), now())
        return HearingOut.of(hearing)

    return create_once(request, body, act)


def _party(request: ApiRequest, party_id: UUID) -> Party:
    rows = Party.objects.select_related("case__court", "acts_for")
    return rows.get(id=party_id, case__court=court_of(request))


def _address(request: ApiRequest, address_id: UUID) -> Address:
    rows = Address.objects.select_related("party__case__court", "party__acts_for")
    return rows.get(id=address_id, retired_at=None, party__case__court=court_of(request))


def _hearing(request: ApiRequest, hearing_id: UUID) -> Hearing:
    return Hearing.objects.get(id=hearing_id, case__court=court_of(request))
