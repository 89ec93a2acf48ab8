"""Orders of service and their services as they come in and go out."""

from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AwareDatetime, Field

from songda.core.delivery.changes import doubts_of
from songda.records.delivery.orders.actions import OrderDraft
from songda.records.delivery.orders.models import Order, Service
from songda.records.delivery.orders.summoned import Summoned
from songda.records.proof.certificates.listing import Listed
from songda.web.api.shapes.base import LARGEST_BULK, In, Out, ProblemOut
from songda.web.api.shapes.corrections import ReasonIn

Ids = Annotated[list[UUID], Field(min_length=1, max_length=1000)]
Key = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[\x21-\x7e]+$")]


class OrderIn(In):
    """These papers to these recipients of one case."""

    case_id: UUID
    paper_ids: Ids
    party_ids: Ids

    def draft(self, key: str | None) -> OrderDraft:
        """For the records."""
        return OrderDraft(self.case_id, tuple(self.paper_ids), tuple(self.party_ids), key)


class KeyedOrderIn(OrderIn):
    """An order of a bulk call, with a key of its own."""

    idempotency_key: Key | None = None


class OrdersIn(In):
    """Many orders in one call."""

    orders: Annotated[list[KeyedOrderIn], Field(min_length=1, max_length=LARGEST_BULK)]


class NewServiceOut(Out):
    """A service of an order: this paper for this recipient."""

    id: UUID
    party_id: UUID
    paper_id: UUID


class OrderOut(Out):
    """An order with its services."""

    id: UUID
    case_id: UUID
    placed_at: AwareDatetime
    services: list[NewServiceOut] = []

    @classmethod
    def of(cls, order: Order, services: list[NewServiceOut]) -> Self:
        """From its rows."""
        return cls.model_construct(id=order.id, case_id=order.case_id, placed_at=order.placed_at, services=services)


class OrderRowOut(Out):
    """What became of one order of a bulk call: the order, or the problem."""

    order: OrderOut | None = None
    problem: ProblemOut | None = None


class OrderRowsOut(Out):
    """One row an order, in the order of the request."""

    accepted: int
    refused: int
    rows: list[OrderRowOut]


class RecallIn(ReasonIn):
    """Which services of an order are taken back, and why."""

    service_ids: Ids


class ServiceStateOut(Out):
    """How a service stands: `open` until the law has an answer, then the words of `songda explain`.

    `doubts` are what was said against it and awaits a judge: `denial_open` (whoever holds the number says that they are
    not the recipient), `rebuttal_pending` (an objection). While there is one, do not take `effective` for settled.
    `disowned_at` is when whoever holds the link of its message said that they are not the recipient.
    `recalled_at` is when the court took the paper back; nothing more comes of such a service.
    """

    id: UUID
    order_id: UUID
    case_id: UUID
    party_id: UUID
    paper_id: UUID
    status: str
    effective_on: date | None
    ground: str | None
    doubts: list[str] = []
    disowned_at: AwareDatetime | None = None
    recalled_at: AwareDatetime | None = None

    @classmethod
    def of(cls, service: Service) -> Self:
        """From its row, read together with envelope and finding."""
        finding = getattr(service, "finding", None)
        envelope = service.envelope
        return cls(
            id=service.id,
            order_id=envelope.order_id,
            case_id=envelope.case_id,
            party_id=envelope.party_id,
            paper_id=service.paper_id,
            status=finding.status if finding else "open",
            effective_on=finding.effective_on if finding else None,
            ground=finding.ground if finding else None,
            doubts=doubts_of(finding.decision) if finding else [],
            disowned_at=envelope.disowned_at,
            recalled_at=service.recalled_at,
        )


class OrderStateOut(OrderOut):
    """An order and how each of its services stands."""

    services: list[ServiceStateOut] = []  # type: ignore[assignment]


class ServicesOut(Out):
    """Services, oldest first; `next_after` leads to the next page."""

    services: list[ServiceStateOut]
    next_after: UUID | None = None


class CertificateOut(Out):
    """A certificate, or the statement in its place; the PDF of the one that stands is another call.

    `result`: what it says of the service, as its title has it (null until its event stands in the log). `is_statement`:
    it says that the electronic service does not count, or not yet, instead of certifying it. `superseded_by`: the
    number of the one that took its place.
    """

    number: str
    code: str
    state: str
    made_at: AwareDatetime
    result: str | None = None
    is_statement: bool | None = None
    superseded_by: str = ""

    @classmethod
    def of(cls, listed: Listed) -> Self:
        """From the record, and from what its event says."""
        made, said = listed.certificate, listed.certified
        return cls(
            number=made.number,
            code=made.code,
            state=made.state,
            made_at=made.made_at,
            result=said.result if said else None,
            is_statement=listed.is_statement if said else None,
            superseded_by=listed.superseded_by,
        )


class SummonsOut(Out):
    """The hearing that a summons calls to, as the paper names it, and what became of that hearing.

    `hearing_is`: `as_named`, `moved` or `cancelled` (the paper calls nobody to it), `other_room`.
    """

    hearing_id: UUID
    named_at: AwareDatetime
    named_place: str
    hearing_is: str

    @classmethod
    def of(cls, summoned: Summoned) -> Self:
        """From the record."""
        return cls(
            hearing_id=summoned.hearing.id,
            named_at=summoned.named_at,
            named_place=summoned.named_place,
            hearing_is=summoned.standing.value,
        )


class WholeServiceOut(ServiceStateOut):
    """How a service stands, why (the whole decision, as `songda explain` prints it), and its certificate.

    `law_version` names the rules that gave the decision. `summons`: of a summons the hearing that it names.
    `earlier_certificates`: those that stand no more, newest first.
    """

    decision: dict[str, Any] | None = None
    law_version: str | None = None
    certificate: CertificateOut | None = None
    earlier_certificates: list[CertificateOut] = []
    summons: SummonsOut | None = None


class EventOut(Out):
    """One event: when it happened, when the court learned it, what it says."""

    number: int
    name: str
    happened_at: AwareDatetime
    recorded_at: AwareDatetime
    stream: str
    actor: str
    sentence_zh: str
    sentence_en: str
    details: dict[str, Any]
    sealed: bool  # it has its place in the evidence log; within a second, and what others put there never


class EventsOut(Out):
    """What happened to a service, its envelope and its attempts, in the order in which it was recorded."""

    events: list[EventOut]
