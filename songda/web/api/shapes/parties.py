"""Parties as they come in and go out; numbers go out masked."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, Field

from songda.core.circumstances import Kind
from songda.core.identifiers import mask_id
from songda.records.matter.circumstances.entries import standing
from songda.records.matter.parties.bulk import PersonFile
from songda.records.matter.parties.corrections import version_of
from songda.records.matter.parties.drafts import PartyDraft
from songda.records.matter.parties.models import Party
from songda.web.api.shapes.addresses import AddressIn, AddressOut
from songda.web.api.shapes.answers import CallOut, ConsentIn, ConsentOut, RefusalOut
from songda.web.api.shapes.base import How, In, Out, Text
from songda.web.api.shapes.words import AgentAuthorityWord, OfflineWord, PersonWord, RoleWord


class OfflineIn(In):
    """Why a party is never to be served electronically."""

    reason: OfflineWord


class PartyIn(In):
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
    is_soldier: bool = False
    is_in_custody: bool = False
    home_law_forbids_electronic: bool = False
    own_labour: bool = False
    lacks_capacity: bool = False
    may_not_receive: bool = False
    acts_for_id: UUID | None = None
    agent_authority: AgentAuthorityWord = ""
    is_sure: bool = False

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
            self.is_sure,
        )


class PartyOut(Out):
    """A party with the addresses, consents, refusals and calls on record."""

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
    refusals: list[RefusalOut] = []
    calls: list[CallOut] = []

    @classmethod
    def of(cls, party: Party, *, whole: bool = True) -> Self:
        """From its row; `whole` also reads addresses, consents, refusals and calls."""
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
            refusals=[RefusalOut.of(refusal) for refusal in party.refusals.all()] if whole else [],
            calls=[CallOut.of(call) for call in party.calls.all()] if whole else [],
        )
