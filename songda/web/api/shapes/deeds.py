"""Service by people as it comes in and goes out: the way, the papers, and what came of it step by step."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, Field

from songda.core.refusal import WrongField
from songda.records.delivery.deeds.actions import DeedDraft, StepDraft
from songda.records.delivery.deeds.models import Deed, DeedStep
from songda.records.delivery.orders.models import Service
from songda.web.api.shapes.base import In, Lines, Moment, Out
from songda.web.api.shapes.words import DeedWayWord, MannerWord, OutcomeWord, SignerWord

OtherServices = Annotated[list[UUID], Field(max_length=100)]


class StepIn(In):
    """What happened and when; the scanned return comes beside it as `pdf`.

    `by` is who signed, or who refused what was left: asked where it was signed for, and told where it was left if it
    is known. `manner` is how it was left, why it came back or where a notice was published; left out where nobody
    told. `words` are the details (name of the signer, number of the letter, medium of the notice) and are kept sealed.
    """

    kind: OutcomeWord
    at: Moment
    by: SignerWord = ""
    manner: MannerWord = ""
    words: Lines = ""

    def step(self, pdf: bytes | None) -> StepDraft:
        """For the records."""
        return StepDraft(self.kind, self.at, self.by, self.words, pdf, self.manner)


class DeedIn(StepIn):
    """A try by people from its first step: the way, and the recipient's address if it went to one.

    `service_ids` are the other services that it carried in the same envelope; repeat the field for several.
    """

    way: DeedWayWord
    address_id: UUID | None = None
    service_ids: OtherServices = []

    def draft(self, service: Service, pdf: bytes | None) -> DeedDraft:
        """For the records; WrongField where a service is none of the same envelope, or its paper was taken back."""
        wanted = dict.fromkeys((service.id, *self.service_ids))
        known = Service.objects.filter(envelope=service.envelope_id, id__in=wanted, recalled_at=None)
        if known.count() != len(wanted):
            raise WrongField("service_ids", "not_of_the_envelope")
        return DeedDraft(self.way, tuple(wanted), self.step(pdf), self.address_id)


class StepOut(Out):
    """One step, without its words; `scan_sha256` where a return was scanned."""

    id: UUID
    kind: str
    at: AwareDatetime
    by: str
    manner: str
    scan_sha256: str | None
    recorded_at: AwareDatetime
    struck_at: AwareDatetime | None

    @classmethod
    def of(cls, step: DeedStep) -> Self:
        """From its row."""
        known = {name: getattr(step, name) for name in cls.model_fields if name != "scan_sha256"}
        return cls(scan_sha256=bytes(step.scan_sha256).hex() if step.scan_sha256 else None, **known)


class DeedOut(Out):
    """A try by people: what it carried, and its steps, struck ones too, in the order in which they were recorded."""

    id: UUID
    way: str
    service_ids: list[UUID]
    address_id: UUID | None
    address_class: str
    began_at: AwareDatetime
    steps: list[StepOut]

    @classmethod
    def of(cls, deed: Deed) -> Self:
        """From its rows."""
        own = {name: getattr(deed, name) for name in ("id", "way", "address_id", "address_class", "began_at")}
        carried = sorted(paper.service_id for paper in deed.carried.all())
        steps = sorted(deed.steps.all(), key=lambda step: step.id)
        return cls(service_ids=carried, steps=[StepOut.of(step) for step in steps], **own)
