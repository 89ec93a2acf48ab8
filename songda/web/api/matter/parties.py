"""Parties: entered, reached at addresses, asked for consent, marked to be served off line; numbers go out masked."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

from django.http import HttpResponse
from pydantic import AwareDatetime, Field, create_model

from songda.channels.registry import mask_address
from songda.clock import now
from songda.core.circumstances import Kind
from songda.core.identifiers import mask_id
from songda.core.identifiers.postal import PostalAddress
from songda.core.party_flags import MEMBERS
from songda.core.refusal import refuse_doubtful
from songda.records.matter.cases.queries import case_for
from songda.records.matter.circumstances.entries import entry_in_force
from songda.records.matter.parties import actions
from songda.records.matter.parties.bulk import PersonFile
from songda.records.matter.parties.corrections import version_of
from songda.records.matter.parties.doubts import doubts_about, doubts_about_address, doubts_about_class
from songda.records.matter.parties.drafts import AddressDraft, PartyDraft
from songda.records.matter.parties.models import Address, Consent, Party
from songda.records.matter.parties.offered import use_in_this_case_only
from songda.records.matter.parties.queries import parties_of
from songda.records.service.tasks.off_line import mark_offline as mark_off_line
from songda.records.service.tasks.off_line import withdraw_own_wish as take_back
from songda.records.ways.portal.acts import answers
from songda.records.ways.portal.acts.new_address import extend_address
from songda.web.api.matter.answers import CallOut, ConsentIn, ConsentOut, RefusalIn, RefusalOut, WithdrawalIn
from songda.web.api.once import ChangingRouter, create_once
from songda.web.api.shapes import (
    AddressClassWord,
    AddressKindWord,
    AgentAuthorityWord,
    Day,
    How,
    In,
    OfflineWord,
    Out,
    PersonWord,
    RoleWord,
    SourceWord,
    Text,
)
from songda.web.api.tokens import ApiRequest, actor_of, court_of, note_case_shown, note_party_shown, party_of


class PlaceIn(In):
    """A postal address in its parts, from the province down to the door.

    `city` and `district` are left out where there is none. `postcode` has six digits. `addressee` is whose name stands
    on the letter where it is not the party themselves.
    """

    province: Text
    city: Text = ""
    district: Text = ""
    street: Text
    postcode: Text = ""
    addressee: Text = ""

    def address(self) -> PostalAddress:
        """For the records, which look whether it is whole."""
        return PostalAddress(**self.model_dump())


def place_of(body: "PlaceOrLineIn") -> PostalAddress | None:
    """The place in its parts; None where it was given in one line, or is none."""
    return None if body.place is None else body.place.address()


class PlaceOrLineIn(In):
    """Where an address leads: in one line (`value`), or a postal address in its parts (`place`), not both."""

    value: Text = ""
    place: PlaceIn | None = None


class AddressIn(PlaceOrLineIn):
    """Where a party can be reached: mobile, landline, email, wechat, inbox, fax or postal.

    A postal address is given in its parts (`place`) or in one line (`value`), anything else as `value`. Of a postal
    address that they did not give themselves: its `source`, and `last_used_on`, when they last used it so.
    `is_sure`: it is theirs though the other side has it too.
    """

    kind: AddressKindWord
    address_class: AddressClassWord = "provided"
    how: How = "form"
    source: SourceWord = ""
    last_used_on: Day | None = None
    is_sure: bool = False

    def draft(self) -> AddressDraft:
        return AddressDraft(
            self.kind, self.value, self.address_class, self.how, self.source, self.last_used_on, place=place_of(self)
        )


class AddressClassIn(In):
    """How sure the court is of an address, and how it knows.

    `is_sure`: it is theirs though the other side has it too.
    """

    address_class: AddressClassWord
    how: How = "form"
    is_sure: bool = False


class AllCasesIn(In):
    """Whether they want an address used in all their cases at the court."""

    is_for_all_cases: bool


class AddressOut(Out):
    """An address; where it leads is masked. `disowned_at` is when whoever holds it said that they are not the party.

    `is_for_all_cases`: they want it used in all their cases at the court, those that come later too.
    """

    id: UUID
    kind: str
    masked: str
    address_class: str
    source: str
    last_used_on: date | None
    disowned_at: AwareDatetime | None = None
    is_for_all_cases: bool = False

    @classmethod
    def of(cls, address: Address) -> Self:
        return cls.of_row(address, masked=mask_address(address.kind, address.value))


if TYPE_CHECKING:

    class FlagsIn(In):
        """Each flag of a party."""

    class MaybeFlagsIn(In):
        """The same, each of which may be left out."""

else:  # from `core.party_flags`, so that each is declared once
    FlagsIn = create_model("FlagsIn", __base__=In, **dict.fromkeys(MEMBERS, (bool, False)))
    MaybeFlagsIn = create_model("MaybeFlagsIn", __base__=In, **dict.fromkeys(MEMBERS, (bool | None, None)))


class OfflineIn(In):
    """Why a party is never to be served electronically."""

    reason: OfflineWord


class PartyIn(FlagsIn):
    """A party, or someone who acts for one (`acts_for_id`).

    `own_labour`: sixteen or seventeen, lives on what they earn. `lacks_capacity`: their own acts do not bind them.
    `may_not_receive`: the power of attorney keeps this agent from receiving papers. `is_sure`: what looks like a
    mistake (entered twice, a company as a person, a number that stands with another name) is so all the same.
    """

    role: RoleWord
    name: Text
    number: Text = ""
    kind: PersonWord = "natural_person"
    domicile: How = "cn"
    acts_for_id: UUID | None = None
    agent_authority: AgentAuthorityWord = ""
    is_sure: bool = False

    def draft(self) -> PartyDraft:
        return PartyDraft(**self.model_dump(include=set(PartyDraft.__dataclass_fields__)))


class PersonIn(PartyIn):
    """A party within a new case; `acts_for` is the place in the list (from 0) of the one represented."""

    acts_for: int | None = None
    addresses: Annotated[list[AddressIn], Field(max_length=20)] = []
    consents: Annotated[list[ConsentIn], Field(max_length=20)] = []

    def file(self) -> PersonFile:
        return PersonFile(
            self.draft(),
            tuple(address.draft() for address in self.addresses),
            tuple(consent.draft() for consent in self.consents),
            self.acts_for,
            self.is_sure,
            tuple(place for place, address in enumerate(self.addresses) if address.is_sure),
        )


class PartyOut(Out):
    """A party with the addresses, consents, refusals and calls on record.

    Whoever `is_offline` is served off line for `offline_reason`; a wish of theirs for paper only (`wants_paper_since`)
    may stand beside a reason of the court's, and outlasts it.
    """

    id: UUID
    role: str
    kind: str
    name: str
    number_masked: str
    domicile: str
    is_offline: bool
    offline_reason: str
    offline_since: AwareDatetime | None
    wants_paper_since: AwareDatetime | None
    missing_since: AwareDatetime | None
    acts_for_id: UUID | None
    removed_at: AwareDatetime | None
    version: str
    addresses: list[AddressOut] = []
    consents: list[ConsentOut] = []
    refusals: list[RefusalOut] = []
    calls: list[CallOut] = []

    @classmethod
    def of(cls, party: Party, *, whole: bool = True) -> Self:
        """From its row; `whole` also reads addresses, consents, refusals and calls."""
        missing = entry_in_force(party, Kind.MISSING)
        return cls.of_row(
            party,
            number_masked=mask_id(party.number),
            is_offline=party.offline_since is not None,
            missing_since=missing.since if missing else None,
            version=version_of(party),
            addresses=[AddressOut.of(address) for address in party.addresses.all()] if whole else [],
            consents=[ConsentOut.of(consent) for consent in party.consents.all()] if whole else [],
            refusals=[RefusalOut.of(refusal) for refusal in party.refusals.all()] if whole else [],
            calls=[CallOut.of(call) for call in party.calls.all()] if whole else [],
        )


router = ChangingRouter(tags=["parties"])


@router.get("/cases/{uuid:case_id}/parties", response=list[PartyOut], summary="List the parties of a case")
def listed(request: ApiRequest, case_id: UUID) -> list[PartyOut]:
    """The parties of a case with what is on record of them, what was struck too; numbers and addresses are masked."""
    case = note_case_shown(request, case_for(court_of(request), case_id))
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
    party = party_of(request, party_id)
    by = actor_of(request)

    def act() -> AddressOut:
        refuse_doubtful(doubts_about_address(party, body.draft()), is_sure=body.is_sure)
        return AddressOut.of(actions.add_address(party, body.draft(), by, now()))

    return create_once(request, body, act)


@router.creates("/addresses/{uuid:address_id}/class", AddressOut, "Confirm or reject an address")
def set_class(request: ApiRequest, address_id: UUID, body: AddressClassIn) -> HttpResponse:
    """Says anew how sure the court is that an address is the party's own; asks where the other side has it too."""
    address = address_in_use(request, address_id)

    def act() -> AddressOut:
        refuse_doubtful(doubts_about_class(address, body.address_class), is_sure=body.is_sure)
        actions.set_address_class(address, body.address_class, body.how, actor_of(request), now())
        return AddressOut.of(address)

    return create_once(request, body, act)


@router.creates("/addresses/{uuid:address_id}/all-cases", AddressOut, "Note that an address is for all their cases")
def use_in_all_cases(request: ApiRequest, address_id: UUID, body: AllCasesIn) -> HttpResponse:
    """Their wish about an address that they gave or confirmed: it goes to their other open cases and to later ones.

    With `is_for_all_cases` false no later case gets it; where it was added it stays until it is ended there.
    """
    address = address_in_use(request, address_id)
    note_wish = extend_address if body.is_for_all_cases else use_in_this_case_only

    def act() -> AddressOut:
        note_wish(address, actor_of(request), now())
        return AddressOut.of(address)

    return create_once(request, body, act)


@router.creates("/parties/{uuid:party_id}/consents", ConsentOut, "Record a consent")
def record_consent(request: ApiRequest, party_id: UUID, body: ConsentIn) -> HttpResponse:
    """Records that a party agreed to electronic service, for which stages and papers, and what proves it."""
    party = party_of(request, party_id)
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
    party = party_of(request, party_id)

    def act() -> RefusalOut:
        refusal = actions.record_refusal(party, body.at, body.how, actor_of(request), now())
        return RefusalOut.of(refusal)

    return create_once(request, body, act)


@router.creates("/parties/{uuid:party_id}/offline", PartyOut, "Mark a party to be served off line")
def mark_offline(request: ApiRequest, party_id: UUID, body: OfflineIn) -> HttpResponse:
    """Marks a person who cannot or must not be served electronically, until a judge lifts it.

    Their own wish (`own_wish`) is kept beside a reason of the court's, in all their cases; refused where
    nothing is new.
    """
    party = party_of(request, party_id)

    def act() -> PartyOut:
        mark_off_line(party, body.reason, actor_of(request), now())
        return PartyOut.of(note_party_shown(request, party), whole=False)

    return create_once(request, body, act)


@router.creates("/parties/{uuid:party_id}/offline/withdrawal", PartyOut, "Take the wish for paper only back")
def withdraw_own_wish(request: ApiRequest, party_id: UUID) -> HttpResponse:
    """They take it back in all their cases; where the court has a reason of its own they stay off line.

    Refused where no wish of theirs is noted.
    """
    party = party_of(request, party_id)

    def act() -> PartyOut:
        take_back(party, actor_of(request), now())
        return PartyOut.of(note_party_shown(request, party), whole=False)

    return create_once(request, b"", act)


def address_in_use(request: ApiRequest, address_id: UUID) -> Address:
    """An address of a party in the client's court, unless it was given up."""
    rows = Address.objects.select_related("party__case__court", "party__acts_for")
    return rows.get(id=address_id, retired_at=None, party__case__court=court_of(request))
