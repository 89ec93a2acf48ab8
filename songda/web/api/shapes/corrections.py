"""Corrections as they come in: what is left out stays as it is; every one has a reason, which is kept sealed."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.corrections import CaseChange
from songda.records.matter.cases.corrections import draft_of as case_draft_of
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.corrections import draft_of
from songda.records.matter.parties.drafts import AddressDraft, PartyDraft
from songda.records.matter.parties.models import Address, Party
from songda.web.api.shapes.addresses import PlaceOrLineIn, place_of
from songda.web.api.shapes.base import WITHOUT_NUL, How, In, Lines, Moment, Text
from songda.web.api.shapes.words import (
    AddressClassWord,
    AgentAuthorityWord,
    BranchWord,
    CalledWord,
    PersonWord,
    ProcedureWord,
    RoleWord,
    SourceWord,
    StageWord,
)

Why = Lines
Version = Annotated[str, Field(max_length=64, pattern=WITHOUT_NUL)]
_ABOUT = {"reason", "version", "since", "is_sure"}


class ReasonIn(In):
    """Why something ends."""

    reason: Why

    def why(self) -> Reason:
        """For the records."""
        return Reason(self.reason)


class ClosingIn(ReasonIn):
    """Why a case is closed, and that papers of it which are not served stay so knowingly."""

    unserved_is_known: bool = False


class CorrectionIn(In):
    """Why something is corrected; with the `version` that was read, a change made meanwhile is not overwritten."""

    reason: Why
    version: Version = ""

    def why(self) -> Reason:
        """For the records."""
        return Reason(self.reason, self.version)


class PartyCorrectionIn(CorrectionIn):
    """What was wrong about a party from the beginning; what is left out stays.

    `is_sure`: what looks like a mistake is so, as where a party is entered.
    """

    role: RoleWord | None = None
    name: Text | None = None
    number: Text | None = None
    kind: PersonWord | None = None
    domicile: How | None = None
    is_soldier: bool | None = None
    is_in_custody: bool | None = None
    home_law_forbids_electronic: bool | None = None
    own_labour: bool | None = None
    lacks_capacity: bool | None = None
    may_not_receive: bool | None = None
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
    wrong; it stays confirmed), `mistyped` or `unknown`. Without it such an address is not corrected.
    """

    called: CalledWord = ""


class ReplacementIn(PlaceOrLineIn):
    """Another address of the same kind; a postal one in one line or in its parts."""

    address_class: AddressClassWord = "provided"
    how: How = "form"
    source: SourceWord = ""
    last_used_on: date | None = None

    def draft(self, old: Address) -> AddressDraft:
        """For the records."""
        return AddressDraft(
            old.kind, self.value, self.address_class, self.how, self.source, self.last_used_on, place=place_of(self)
        )


class MovedHearingIn(In):
    """Where and when the court will sit instead; what is left out stays."""

    at: Moment | None = None
    place: Text | None = None


def _given(wish: CorrectionIn) -> dict[str, Any]:
    """What the request names itself; a null leaves nothing standing only where nothing is a value."""
    sent = wish.model_dump(include=wish.model_fields_set - _ABOUT)
    empty = {"acts_for_id", "judge_id"}
    return {name: value for name, value in sent.items() if value is not None or name in empty}
