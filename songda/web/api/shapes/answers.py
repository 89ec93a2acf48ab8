"""What a party said, as it comes in and goes out: consents, refusals, calls; without the words of proofs and notes."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from songda.core.identifiers.typed import visible
from songda.records.delivery.calls.models import Call
from songda.records.matter.parties.drafts import ConsentDraft
from songda.records.matter.parties.models import Consent, Refusal
from songda.web.api.shapes.base import WITHOUT_NUL, How, In, Moment, Out
from songda.web.api.shapes.words import GroundWord, PaperScope, StageScope


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
    struck_at: AwareDatetime | None = None  # entered by mistake: it was never said

    @classmethod
    def of(cls, refusal: Refusal) -> Self:
        """From its row."""
        return cls(**{name: getattr(refusal, name) for name in cls.model_fields})


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
        """From its row."""
        received = [receipt.service_id for receipt in call.receipts.all()]
        plain = {name: getattr(call, name) for name in cls.model_fields if name != "received"}
        return cls(**plain, received=received)
