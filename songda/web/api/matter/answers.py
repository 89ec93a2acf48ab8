"""What a party said: consents, refusals, calls, without the words of proofs; struck where entered by mistake."""

from typing import Annotated, Self
from uuid import UUID

from django.http import HttpResponse
from pydantic import AfterValidator, AwareDatetime, Field

from songda.clock import now
from songda.core.identifiers.typed import visible
from songda.records.law.decisions.mistakes import strike_consent, strike_refusal
from songda.records.matter.parties.drafts import ConsentDraft
from songda.records.matter.parties.models import Consent, Refusal
from songda.records.service.calls.models import Call
from songda.records.ways.telephone.calls.striking import strike_call
from songda.web.api.once import ChangingRouter, create_once
from songda.web.api.shapes import (
    WITHOUT_NUL,
    GroundWord,
    How,
    In,
    Moment,
    Out,
    PaperScope,
    ReasonIn,
    RowOut,
    StageScope,
)
from songda.web.api.tokens import ApiRequest, actor_of, court_of


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
        scope = {"stages": tuple(self.stages), "paper_kinds": tuple(self.paper_kinds)}
        return ConsentDraft(**{**self.model_dump(), **scope})


class RefusalIn(In):
    """A clear no to electronic service."""

    at: Moment
    how: How = "form"


class WithdrawalIn(In):
    """The end of a consent."""

    at: Moment


class ConsentOut(RowOut):
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


class RefusalOut(RowOut):
    """A refusal of electronic service."""

    id: UUID
    at: AwareDatetime
    how: str
    struck_at: AwareDatetime | None = None  # entered by mistake: it was never said


class CallOut(Out):
    """A call with the party, by what came of it, without what was noted; calls are recorded at the desk."""

    id: UUID
    at: AwareDatetime
    outcome: str
    address_id: UUID | None
    dial_id: UUID | None = None
    recording_id: UUID | None = None
    no_recording: str = ""  # why there was none when it was recorded, or why it is shorter than the talk
    is_matched: bool = False  # they said the last characters of their identity number, as on file
    is_known_otherwise: bool = False  # no number is on file: they were known by what only they know
    wishes: list[str] = []  # what they said that they need or wish, see the care of a party
    received: list[UUID] = []  # the services whose papers they said to have received
    struck_at: AwareDatetime | None = None  # entered by mistake: it was never made, or came to something else

    @classmethod
    def of(cls, call: Call) -> Self:
        return cls.of_row(call, received=[receipt.service_id for receipt in call.receipts.all()])


router = ChangingRouter(tags=["parties"])


@router.creates("/consents/{uuid:consent_id}/removal", ConsentOut, "Strike a consent entered by mistake")
def remove_consent(request: ApiRequest, consent_id: UUID, body: ReasonIn) -> HttpResponse:
    """Strikes a consent that was never given; it stays in the list and counts for nothing.

    Refused where a service that counts rests on it (a judge must first find that it does not count), and where it was
    withdrawn: what was withdrawn was given.
    """
    rows = Consent.objects.select_related("party__case__court")
    found = rows.get(id=consent_id, party__case__court=court_of(request))

    def act() -> ConsentOut:
        strike_consent(found, body.why(), actor_of(request), now())
        return ConsentOut.of(rows.get(id=consent_id))

    return create_once(request, body, act)


@router.creates("/refusals/{uuid:refusal_id}/removal", RefusalOut, "Strike a refusal entered by mistake")
def remove_refusal(request: ApiRequest, refusal_id: UUID, body: ReasonIn) -> HttpResponse:
    """Strikes a refusal that was never said; it stays in the list and counts for nothing.

    Refused where a service that counts rests on it: a judge comes first.
    """
    rows = Refusal.objects.select_related("party__case__court")
    found = rows.get(id=refusal_id, party__case__court=court_of(request))

    def act() -> RefusalOut:
        strike_refusal(found, body.why(), actor_of(request), now())
        return RefusalOut.of(rows.get(id=refusal_id))

    return create_once(request, body, act)


@router.creates("/calls/{uuid:call_id}/removal", CallOut, "Strike a call entered by mistake")
def remove_call(request: ApiRequest, call_id: UUID, body: ReasonIn) -> HttpResponse:
    """Strikes a call with everything that was recorded with it: consent, refusal, what it said of the number.

    What had asked for the call is open again. Refused where a service that counts rests on it: a judge comes first.
    """
    rows = Call.objects.select_related("party__case__court")
    found = rows.get(id=call_id, party__case__court=court_of(request))

    def act() -> CallOut:
        strike_call(found, body.why(), actor_of(request), now())
        return CallOut.of(rows.get(id=call_id))

    return create_once(request, body, act)
