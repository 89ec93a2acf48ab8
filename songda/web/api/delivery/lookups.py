"""Look-ups: requested, read, taken back, counted. Approval is a person's, in the console."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from django.http import HttpResponse
from pydantic import Field

from songda.channels.registry import mask_address
from songda.clock import now
from songda.records.matter.cases.actions import Reason
from songda.records.matter.cases.queries import case_for
from songda.records.matter.parties.queries import parties_of
from songda.records.ways.lookups import actions
from songda.records.ways.lookups.actions import EVERY_OPERATOR, LONGEST_VALIDITY, LookupDraft
from songda.records.ways.lookups.models import FoundNumber, Inquiry, Lookup
from songda.records.ways.lookups.queries import Figures, figures, lookup_of, lookups_about
from songda.web.api.once import ChangingRouter, create_once
from songda.web.api.shapes import GroundOfLookupWord, In, Lines, Moment, OperatorWord, Out, PurposeWord, Text
from songda.web.api.tokens import ApiRequest, actor_of, court_of, note_case_shown, note_party_shown, party_of

Days = Annotated[int, Field(ge=1, le=LONGEST_VALIDITY.days)]


class LookupIn(In):
    """A request to look a party up: what for, why other ways do not suffice, whom to ask, for how many days."""

    purpose: PurposeWord
    ground: GroundOfLookupWord
    why: Lines
    operators: Annotated[list[OperatorWord], Field(max_length=40)] = list(EVERY_OPERATOR)
    days: Days = 7

    def draft(self, now: datetime) -> LookupDraft:
        until = now + timedelta(days=self.days)
        return LookupDraft(self.purpose, self.ground, self.why, until, tuple(self.operators))


class LookupWithdrawalIn(In):
    """Why a request is taken back."""

    reason: Text

    def why(self) -> Reason:
        return Reason(self.reason)


class FoundNumberOut(Out):
    """A number that an operator named: masked, its state there, and the class of the address that it became."""

    masked: str
    state: str
    address_id: UUID | None
    address_class: str
    why_unused: str

    @classmethod
    def of(cls, number: FoundNumber) -> "FoundNumberOut":
        return cls.of_row(
            number,
            masked=mask_address("mobile", number.value) if number.value else "",
            address_class=number.address.address_class if number.address else "",
        )


class InquiryOut(Out):
    """The question to one operator; `answer` is empty until it is certain. Silence is never `none`."""

    operator: str
    step: str
    answer: str
    times_asked: int
    answered_at: datetime | None
    numbers: list[FoundNumberOut]

    @classmethod
    def of(cls, inquiry: Inquiry) -> "InquiryOut":
        return cls.of_row(inquiry, numbers=[FoundNumberOut.of(number) for number in inquiry.numbers.all()])


class LookupOut(Out):
    """A look-up: where it stands, and what each operator said. Only a person approves one, in the console."""

    id: UUID
    party_id: UUID
    purpose: str
    ground: str
    state: str
    asked_at: datetime
    valid_until: datetime
    decided_at: datetime | None
    inquiries: list[InquiryOut]

    @classmethod
    def of(cls, lookup: Lookup) -> "LookupOut":
        return cls.of_row(lookup, inquiries=[InquiryOut.of(inquiry) for inquiry in lookup.inquiries.all()])


class LookupFiguresOut(Out):
    """One operator's figures; `cost_fen` is what its answers cost, in hundredths of a yuan."""

    operator: str
    asked: int
    answered: int
    cost_fen: int
    found: int
    confirmed: int
    served_on: int
    wrong: int

    @classmethod
    def of(cls, row: Figures) -> "LookupFiguresOut":
        return cls(**vars(row))


router = ChangingRouter(tags=["lookups"])


@router.creates("/parties/{uuid:party_id}/lookups", LookupOut, "Request that a party be looked up")
def request_lookup(request: ApiRequest, party_id: UUID, body: LookupIn) -> HttpResponse:
    """Requests it; nobody is asked before a judge of the case or a supervisor has approved in the console."""
    party = party_of(request, party_id)

    def act() -> LookupOut:
        moment = now()
        return LookupOut.of(actions.request_lookup(party, body.draft(moment), actor_of(request), moment))

    return create_once(request, body, act)


@router.get("/cases/{uuid:case_id}/lookups", response=list[LookupOut], summary="List the look-ups of a case")
def listed(request: ApiRequest, case_id: UUID) -> list[LookupOut]:
    """The look-ups of every party, the newest first for each; numbers are masked."""
    case = note_case_shown(request, case_for(court_of(request), case_id))
    return [LookupOut.of(one) for party in parties_of(case) for one in lookups_about(party)]


@router.get("/lookups/{uuid:lookup_id}", response=LookupOut, summary="Read a look-up")
def read(request: ApiRequest, lookup_id: UUID) -> LookupOut:
    """Where it stands and what each operator said; numbers are masked."""
    found = _lookup(request, lookup_id)
    note_party_shown(request, found.party)
    return LookupOut.of(found)


@router.creates("/lookups/{uuid:lookup_id}/withdrawal", LookupOut, "Take a look-up back")
def withdraw(request: ApiRequest, lookup_id: UUID, body: LookupWithdrawalIn) -> HttpResponse:
    """Ends it while it is open; answers that still come are not kept."""
    lookup = _lookup(request, lookup_id)

    def act() -> LookupOut:
        actions.withdraw(lookup, body.why(), actor_of(request), now())
        return LookupOut.of(_lookup(request, lookup_id))

    return create_once(request, body, act)


@router.get("/lookups/figures", response=list[LookupFiguresOut], summary="Count look-ups by operator")
def counted(request: ApiRequest, since: Moment, until: Moment) -> list[LookupFiguresOut]:
    """Asked, answered, found, confirmed, served on and wrong, for requests of this time."""
    return [LookupFiguresOut.of(row) for row in figures(court_of(request), since, until)]


def _lookup(request: ApiRequest, lookup_id: UUID) -> Lookup:
    return lookup_of(court_of(request), lookup_id)
