"""Parties, addresses, consents and refusals as they come in and go out; numbers go out masked."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from songda.channels.registry import mask_address
from songda.core.circumstances import Kind
from songda.core.identifiers import mask_id
from songda.core.identifiers.visible import visible
from songda.records.circumstances.entries import standing
from songda.records.parties.bulk import PersonFile
from songda.records.parties.drafts import AddressDraft, ConsentDraft, PartyDraft
from songda.records.parties.models import Address, Consent, Party
from songda.records.parties.particulars import version_of
from songda.web.api.shapes.base import WITHOUT_NUL, How, In, Moment, Out, Text
from songda.web.api.shapes.words import (
    AddressClassWord,
    AddressKindWord,
    AgentAuthorityWord,
    GroundWord,
    OfflineWord,
    PaperScope,
    PersonWord,
    RoleWord,
    SourceWord,
    StageScope,
)


class AddressIn(In):
    """Where a party can be reached: mobile, email, wechat, inbox, fax or postal.

    Of a postal address that they did not give themselves: its `source`, and `last_used_on`, when they last used it so.
    """

    kind: AddressKindWord
    value: Text
    address_class: AddressClassWord = "provided"
    how: How = "form"
    source: SourceWord = ""
    last_used_on: date | None = None

    def draft(self) -> AddressDraft:
        """For the records."""
        return AddressDraft(self.kind, self.value, self.address_class, self.how, self.source, self.last_used_on)


class AddressClassIn(In):
    """How sure the court is of an address, and how it knows."""

    address_class: AddressClassWord
    how: How = "form"


class ConsentIn(In):
    """An agreement to electronic service; `["*"]` stands for every stage, or every kind of paper.

    `given_by_id`: the statutory agent, or the agent ad litem with authority on record, who agreed for the party.
    """

    ground: GroundWord
    at: Moment
    stages: StageScope
    paper_kinds: PaperScope = ["*"]
    how: How = "form"
    proof: Annotated[str, Field(max_length=4000, pattern=WITHOUT_NUL), AfterValidator(visible)] = ""
    given_by_id: UUID | None = None

    def draft(self) -> ConsentDraft:
        """For the records."""
        scope = {"stages": tuple(self.stages), "paper_kinds": tuple(self.paper_kinds)}
        return ConsentDraft(**{**self.model_dump(), **scope})


class RefusalIn(In):
    """A clear no to electronic service."""

    at: Moment
    how: How = "form"


class WithdrawalIn(In):
    """The end of a consent."""

    at: Moment


class OfflineIn(In):
    """Why a party is never to be served electronically."""

    reason: OfflineWord


class PartyIn(In):
    """A party, or someone who acts for one (`acts_for_id`).

    `own_labour`: sixteen or seventeen, lives on what they earn. `lacks_capacity`: their own acts do not bind them.
    `may_not_receive`: the power of attorney keeps this agent from receiving papers.
    """

    role: RoleWord
    name: Text
    number: Text = ""
    kind: PersonWord = "natural_person"
    domicile: How = "cn"
    is_soldier: bool = False
    is_in_custody: bool = False
    home_law_forbids_electronic: bool = False
    own_labour: bool = False
    lacks_capacity: bool = False
    may_not_receive: bool = False
    acts_for_id: UUID | None = None
    agent_authority: AgentAuthorityWord = ""

    def draft(self) -> PartyDraft:
        """For the records."""
        return PartyDraft(**self.model_dump(include=set(PartyDraft.__dataclass_fields__)))


class PersonIn(PartyIn):
    """A party within a new case; `acts_for` is the place in the list (from 0) of the one represented."""

    acts_for: int | None = None
    addresses: Annotated[list[AddressIn], Field(max_length=20)] = []
    consents: Annotated[list[ConsentIn], Field(max_length=20)] = []

    def file(self) -> PersonFile:
        """For the records."""
        return PersonFile(
            self.draft(),
            tuple(address.draft() for address in self.addresses),
            tuple(consent.draft() for consent in self.consents),
            self.acts_for,
        )


class AddressOut(Out):
    """An address; where it leads is masked. `disowned_at` is when whoever holds it said that they are not the party."""

    id: UUID
    kind: str
    masked: str
    address_class: str
    source: str
    last_used_on: date | None
    disowned_at: AwareDatetime | None = None

    @classmethod
    def of(cls, address: Address) -> Self:
        """From its row."""
        return cls(
            id=address.id,
            kind=address.kind,
            masked=mask_address(address.kind, address.value),
            address_class=address.address_class,
            source=address.source,
            last_used_on=address.last_used_on,
            disowned_at=address.disowned_at,
        )


class ConsentOut(Out):
    """A consent, without the words of its proof."""

    id: UUID
    ground: str
    at: AwareDatetime
    stages: list[str]
    paper_kinds: list[str]
    given_by_id: UUID | None
    withdrawn_at: AwareDatetime | None
    withdrawal: str = ""  # how the judge ruled on it: pending, accepted, rejected
    struck_at: AwareDatetime | None = None  # entered by mistake: it was never given

    @classmethod
    def of(cls, consent: Consent) -> Self:
        """From its row."""
        return cls(**{name: getattr(consent, name) for name in cls.model_fields})


class RefusalOut(Out):
    """A refusal of electronic service."""

    id: UUID
    at: AwareDatetime
    how: str


class PartyOut(Out):
    """A party with the addresses and consents on record."""

    id: UUID
    role: str
    kind: str
    name: str
    number_masked: str
    domicile: str
    is_offline: bool
    missing_since: AwareDatetime | None
    acts_for_id: UUID | None
    removed_at: AwareDatetime | None
    version: str
    addresses: list[AddressOut] = []
    consents: list[ConsentOut] = []

    @classmethod
    def of(cls, party: Party, *, whole: bool = True) -> Self:
        """From its row; `whole` also reads addresses and consents."""
        missing = standing(party, Kind.MISSING)
        return cls(
            id=party.id,
            role=party.role,
            kind=party.kind,
            name=party.name,
            number_masked=mask_id(party.number),
            domicile=party.domicile,
            is_offline=party.offline_since is not None,
            missing_since=missing.since if missing else None,
            acts_for_id=party.acts_for_id,
            removed_at=party.removed_at,
            version=version_of(party),
            addresses=[AddressOut.of(address) for address in party.addresses.all()] if whole else [],
            consents=[ConsentOut.of(consent) for consent in party.consents.all()] if whole else [],
        )
