"""Look-ups, as they come in and go out; numbers are masked, as everywhere."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field

from songda.channels.registry import mask_address
from songda.records.delivery.lookups.actions import EVERY_OPERATOR, LONGEST_VALIDITY, LookupDraft
from songda.records.delivery.lookups.models import FoundNumber, Inquiry, Lookup
from songda.records.delivery.lookups.queries import Figures
from songda.records.matter.cases.actions import Reason
from songda.web.api.shapes.base import In, Lines, Out, Text
from songda.web.api.shapes.words import GroundOfLookupWord, OperatorWord, PurposeWord

Days = Annotated[int, Field(ge=1, le=LONGEST_VALIDITY.days)]


class LookupIn(In):
    """A request to look a party up: what for, why other ways do not suffice, whom to ask, for how many days."""

    purpose: PurposeWord
    ground: GroundOfLookupWord
    why: Lines
    operators: Annotated[list[OperatorWord], Field(max_length=40)] = list(EVERY_OPERATOR)
    days: Days = 7

    def draft(self, now: datetime) -> LookupDraft:
        """For the records."""
        until = now + timedelta(days=self.days)
        return LookupDraft(self.purpose, self.ground, self.why, until, tuple(self.operators))


class LookupWithdrawalIn(In):
    """Why a request is taken back."""

    reason: Text

    def why(self) -> Reason:
        """For the records."""
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
        """From the records."""
        return cls(
            masked=mask_address("mobile", number.value) if number.value else "",
            state=number.state,
            address_id=number.address_id,
            address_class=number.address.address_class if number.address else "",
            why_unused=number.why_unused,
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
        """From the records."""
        return cls(
            operator=inquiry.operator,
            step=inquiry.step,
            answer=inquiry.answer,
            times_asked=inquiry.times_asked,
            answered_at=inquiry.answered_at,
            numbers=[FoundNumberOut.of(number) for number in inquiry.numbers.all()],
        )


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
        """From the records."""
        return cls(
            id=lookup.id,
            party_id=lookup.party_id,
            purpose=lookup.purpose,
            ground=lookup.ground,
            state=lookup.state,
            asked_at=lookup.asked_at,
            valid_until=lookup.valid_until,
            decided_at=lookup.decided_at,
            inquiries=[InquiryOut.of(inquiry) for inquiry in lookup.inquiries.all()],
        )


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
        """From the records."""
        return cls(**vars(row))
