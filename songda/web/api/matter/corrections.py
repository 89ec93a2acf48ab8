"""Corrects what was entered wrongly, and ends what has ended; everything that hangs on it is looked at again."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from songda.clock import now
from songda.core.refusal import refuse_doubtful
from songda.records.law.decisions.recall import remove_party
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.corrections import CaseChange, correct_case
from songda.records.matter.cases.corrections import draft_of as case_draft_of
from songda.records.matter.cases.corrections import version_of as case_version
from songda.records.matter.cases.hearings import cancel_hearing, move_hearing
from songda.records.matter.cases.hearings import version_of as hearing_version
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.cases.queries import case_for
from songda.records.matter.parties import actions
from songda.records.matter.parties.corrections import draft_of
from songda.records.matter.parties.corrections import version_of as party_version
from songda.records.matter.parties.doubts import doubts_about_address, doubts_about_correction
from songda.records.matter.parties.drafts import AddressDraft, PartyDraft
from songda.records.matter.parties.models import Address, Party
from songda.records.service.tasks.unfinished import close, open_again
from songda.web.api.matter import cases
from songda.web.api.matter.cases import CaseOut, HearingOut
from songda.web.api.matter.parties import AddressOut, MaybeFlagsIn, PartyOut, PlaceOrLineIn, address_in_use, place_of
from songda.web.api.once import ChangingRouter, change_once, create_once
from songda.web.api.shapes import (
    AddressClassWord,
    AgentAuthorityWord,
    BranchWord,
    CalledWord,
    CorrectionIn,
    Day,
    How,
    In,
    Moment,
    PersonWord,
    ProcedureWord,
    ReasonIn,
    RoleWord,
    SourceWord,
    StageWord,
    Text,
    Version,
)
from songda.web.api.tokens import ApiRequest, actor_of, court_of, note_party_shown, party_of

_ABOUT = {"reason", "version", "since", "is_sure"}


class ClosingIn(ReasonIn):
    """Why a case is closed, and that papers of it which are not served stay so knowingly."""

    unserved_is_known: bool = False


class PartyCorrectionIn(MaybeFlagsIn, CorrectionIn):
    """What was wrong about a party from the beginning; what is left out stays.

    `is_sure`: what looks like a mistake is so, as where a party is entered.
    """

    role: RoleWord | None = None
    name: Text | None = None
    number: Text | None = None
    kind: PersonWord | None = None
    domicile: How | None = None
    acts_for_id: UUID | None = None
    agent_authority: AgentAuthorityWord | None = None
    is_sure: bool = False

    def draft(self, party: Party) -> PartyDraft:
        """The party as it should stand."""
        return replace(draft_of(party), **_given(self))


class CaseCorrectionIn(CorrectionIn):
    """What was wrong about a case, or, with `since`, how it moved on at that moment; what is left out stays."""

    number: Text | None = None
    branch: BranchWord | None = None
    procedure: ProcedureWord | None = None
    stage: StageWord | None = None
    is_status_case: bool | None = None
    cause: Text | None = None
    judge_id: UUID | None = None
    since: Moment | None = None

    def change(self, case: Case) -> CaseChange:
        """The case as it should stand."""
        return CaseChange(replace(case_draft_of(case), **_given(self)), self.since)


class AddressCorrectionIn(ReasonIn, PlaceOrLineIn):
    """The right value of an address that was mistyped, or the right parts of a postal one.

    `called` says which number was called, of one that was confirmed by telephone: `corrected` (the record alone was
    wrong; it stays confirmed), `mistyped` or `unknown`. Without it such an address is not corrected. `is_sure`: the
    right one is theirs though the other side has it too.
    """

    called: CalledWord = ""
    is_sure: bool = False


class ReplacementIn(PlaceOrLineIn):
    """Another address of the same kind; a postal one in one line or in its parts.

    `is_sure`: it is theirs though the other side has it too.
    """

    address_class: AddressClassWord = "provided"
    how: How = "form"
    source: SourceWord = ""
    last_used_on: Day | None = None
    is_sure: bool = False

    def draft(self, old: Address) -> AddressDraft:
        return AddressDraft(
            old.kind, self.value, self.address_class, self.how, self.source, self.last_used_on, place=place_of(self)
        )


class MovedHearingIn(In):
    """Where and when the court will sit instead; what is left out stays.

    With the `version` that was read, a change made meanwhile is not overwritten.
    """

    at: Moment | None = None
    place: Text | None = None
    version: Version = ""


def _given(wish: CorrectionIn) -> dict[str, Any]:
    """What the request names itself; a null leaves nothing standing only where nothing is a value."""
    sent = wish.model_dump(include=wish.model_fields_set - _ABOUT)
    empty = {"acts_for_id", "judge_id"}
    return {name: value for name, value in sent.items() if value is not None or name in empty}


def _why(wish: CorrectionIn, version: str) -> Reason:
    """Why, and what was seen: what the request leaves out is filled from the row as it was read, at this `version`."""
    return Reason(wish.reason, wish.version or version)


router = ChangingRouter()


@router.changes("/parties/{uuid:party_id}", PartyOut, "Correct a party", tag="parties")
def correct_a_party(request: ApiRequest, party_id: UUID, body: PartyCorrectionIn) -> HttpResponse:
    """Corrects what was wrong from the beginning.

    What would look like a mistake then and did not before is asked about as where a party is entered (`is_sure`).
    Services are decided anew, certificates that name the party wrongly are replaced, and a link that the mistake had
    locked opens again.
    """
    party = party_of(request, party_id)

    def act() -> PartyOut:
        refuse_doubtful(doubts_about_correction(party, body.draft(party)), is_sure=body.is_sure)
        why = _why(body, party_version(party))
        actions.correct_party(party, body.draft(party), why, actor_of(request), now())
        return PartyOut.of(note_party_shown(request, party_of(request, party_id)), whole=False)

    return change_once(request, body, act)


@router.creates("/parties/{uuid:party_id}/removal", PartyOut, "Remove a representative or a wrong party", tag="parties")
def remove(request: ApiRequest, party_id: UUID, body: ReasonIn) -> HttpResponse:
    """Notes that a representative acts no more: nothing is served on them from now on, what was served stands.

    Of a party: that they were entered by mistake. Refused once something was served on them, or a paper is theirs.
    """
    party = party_of(request, party_id)

    def act() -> PartyOut:
        remove_one = remove_party if party.acts_for_id is None else actions.remove_representative
        remove_one(party, body.why(), actor_of(request), now())
        return PartyOut.of(note_party_shown(request, party), whole=False)

    return create_once(request, body, act)


@router.creates("/addresses/{uuid:address_id}/correction", AddressOut, "Correct a mistyped address", tag="parties")
def correct_an_address(request: ApiRequest, address_id: UUID, body: AddressCorrectionIn) -> HttpResponse:
    """Puts the right value in the place of a mistyped one; what went to the wrong one counts for nothing."""
    old = address_in_use(request, address_id)
    by = actor_of(request)
    right = actions.CorrectedAddress(body.value, body.called, place_of(body))

    def act() -> AddressOut:
        odd = doubts_about_address(old.party, AddressDraft(old.kind, right.value, place=right.place))
        refuse_doubtful(odd, is_sure=body.is_sure)
        return AddressOut.of(actions.correct_address(old, right, body.why(), by, now()))

    return create_once(request, body, act)


@router.creates("/addresses/{uuid:address_id}/replacement", AddressOut, "Replace an address", tag="parties")
def replace_an_address(request: ApiRequest, address_id: UUID, body: ReplacementIn) -> HttpResponse:
    """Puts another address in the place of one that has changed; what was served at the old one stands."""
    old = address_in_use(request, address_id)
    by = actor_of(request)

    def act() -> AddressOut:
        refuse_doubtful(doubts_about_address(old.party, body.draft(old)), is_sure=body.is_sure)
        return AddressOut.of(actions.replace_address(old, body.draft(old), by, now()))

    return create_once(request, body, act)


@router.creates("/addresses/{uuid:address_id}/end", AddressOut, "Use an address no more", tag="parties")
def retire_an_address(request: ApiRequest, address_id: UUID, body: ReasonIn) -> HttpResponse:
    """Ends the use of an address; what waits to go there is called off."""
    address = address_in_use(request, address_id)

    def act() -> AddressOut:
        actions.retire_address(address, body.why(), actor_of(request), now())
        return AddressOut.of(address)

    return create_once(request, body, act)


# beside the reading of it: one address is one router's
@cases.router.changes("/cases/{uuid:case_id}", CaseOut, "Correct a case", tag="cases")
def correct_a_case(request: ApiRequest, case_id: UUID, body: CaseCorrectionIn) -> HttpResponse:
    """Corrects a case, or, with `since`, lets it move on: what was ordered before then stays as it was."""
    case = case_for(court_of(request), case_id)
    by, why = actor_of(request), _why(body, case_version(case))
    return change_once(request, body, lambda: CaseOut.of(correct_case(case, body.change(case), why, by, now())))


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
        open_again(case, body.why(), actor_of(request), now())
        return CaseOut.of(case)

    return create_once(request, body, act)


@router.changes("/hearings/{uuid:hearing_id}", HearingOut, "Move a hearing", tag="cases")
def move_a_hearing(request: ApiRequest, hearing_id: UUID, body: MovedHearingIn) -> HttpResponse:
    """Moves a hearing; a summons ordered before names the old time and calls nobody to the new one."""
    hearing = _hearing(request, hearing_id)

    def act() -> HearingOut:
        at, place = body.at or hearing.at, hearing.place if body.place is None else body.place
        seen = body.version or hearing_version(hearing)
        move_hearing(hearing, (at, place), actor_of(request), now(), seen)
        return HearingOut.of(hearing)

    return change_once(request, body, act)


@router.creates("/hearings/{uuid:hearing_id}/cancellation", HearingOut, "Cancel a hearing", tag="cases")
def cancel_a_hearing(request: ApiRequest, hearing_id: UUID, body: CorrectionIn) -> HttpResponse:
    """Cancels a hearing; no summons calls to it any more."""
    hearing = _hearing(request, hearing_id)

    def act() -> HearingOut:
        cancel_hearing(hearing, body.why(), actor_of(request), now())
        return HearingOut.of(hearing)

    return create_once(request, body, act)


def _hearing(request: ApiRequest, hearing_id: UUID) -> Hearing:
    return Hearing.objects.get(id=hearing_id, case__court=court_of(request))
