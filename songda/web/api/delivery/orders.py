"""Orders of service: placed singly or up to a thousand in one call, and read."""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Annotated, Self
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from pydantic import AwareDatetime, Field

from songda.clock import now
from songda.core.refusal import Refused
from songda.records.law.decisions.recall import recall
from songda.records.service.orders.actions import OrderDraft, place_order, place_orders
from songda.records.service.orders.models import Order, Service
from songda.records.ways.post.planning import post_order
from songda.web.api.delivery.services import ServiceStateOut
from songda.web.api.once import ChangingRouter, create_once, key_of
from songda.web.api.problems import problem_of
from songda.web.api.shapes import LARGEST_BULK, In, Out, ProblemOut, ReasonIn
from songda.web.api.tokens import ApiRequest, actor_of, court_of

Ids = Annotated[list[UUID], Field(min_length=1, max_length=1000)]
Places = Annotated[list[UUID], Field(max_length=1000)]
Key = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[\x21-\x7e]+$")]


class OrderIn(In):
    """These papers to these recipients of one case; `english_page`: behind their certificates stands a translation."""

    case_id: UUID
    paper_ids: Ids
    party_ids: Ids
    english_page: bool = False

    def draft(self, key: str | None) -> OrderDraft:
        of_it = (tuple(self.paper_ids), tuple(self.party_ids))
        return OrderDraft(self.case_id, *of_it, key, has_english_page=self.english_page)


class PostedOrderIn(OrderIn):
    """The same; by post as well to the addresses in `post_to`, which are the recipients' own."""

    post_to: Places = []


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


class OrderStateOut(OrderOut):
    """An order and how each of its services stands."""

    services: list[ServiceStateOut] = []  # type: ignore[assignment]


router = ChangingRouter(tags=["orders"])


@router.creates("/orders", OrderOut, "Place an order of service")
def place(request: ApiRequest, body: PostedOrderIn) -> HttpResponse:
    """Orders these papers to be served on these recipients. A repetition under the same key is the same order."""
    draft = body.draft(_key(request, key_of(request)))
    with transaction.atomic() if body.post_to else nullcontext():  # all of it, or nothing
        order = place_order(draft, court_of(request), actor_of(request), now())
        for refused in post_order(order, body.post_to, actor_of(request), now()) if body.post_to else ():
            raise refused
    answer = OrderOut.of(order, _services([order]).get(order.id, []))
    return HttpResponse(answer.model_dump_json(), status=201, content_type="application/json")


@router.post("/orders/bulk", response={201: OrderRowsOut}, summary="Place many orders of service")
def place_many(request: ApiRequest, body: OrdersIn) -> HttpResponse:
    """Places up to 1,000 orders; each row of the answer holds the order or the problem. Keys stand in the rows."""
    drafts = [wanted.draft(_key(request, wanted.idempotency_key)) for wanted in body.orders]
    answers = place_orders(drafts, court_of(request), actor_of(request), now())
    placed = [answer for answer in answers if isinstance(answer, Order)]
    services = _services(placed)
    rows = [_row(row, answer, services) for row, answer in enumerate(answers)]
    table = OrderRowsOut.model_construct(accepted=len(placed), refused=len(rows) - len(placed), rows=rows)
    return HttpResponse(table.model_dump_json(), status=201, content_type="application/json")


@router.get("/orders/{uuid:order_id}", response=OrderStateOut, summary="Read an order")
def read(request: ApiRequest, order_id: UUID) -> OrderStateOut:
    """An order and how each of its services stands."""
    return _state(Order.objects.get(id=order_id, court=court_of(request)))


@router.creates("/orders/{uuid:order_id}/recall", OrderStateOut, "Take papers of an order back")
def take_back(request: ApiRequest, order_id: UUID, body: RecallIn) -> HttpResponse:
    """Takes papers back that were ordered by mistake: all of the named ones, or none.

    What is served, opened by its recipient or on its way by other means stays.
    """
    order = Order.objects.get(id=order_id, court=court_of(request))

    def act() -> OrderStateOut:
        recall(order, body.service_ids, body.why(), actor_of(request), now())
        return _state(order)

    return create_once(request, body, act)


def _state(order: Order) -> OrderStateOut:
    rows = Service.objects.filter(envelope__order=order).select_related("envelope", "finding").order_by("id")
    states = [ServiceStateOut.of(service) for service in rows]
    return OrderStateOut(id=order.id, case_id=order.case_id, placed_at=order.placed_at, services=states)


def _key(request: ApiRequest, key: str | None) -> str | None:
    """Keys belong to the client that made them up; two clients of a court may choose the same."""
    return f"{request.auth.id.hex[-16:]}:{key}" if key else None


def _services(orders: Sequence[Order]) -> dict[UUID, list[NewServiceOut]]:
    """The services of the orders; those of orders that were placed earlier are read, in one statement."""
    found: dict[UUID, list[NewServiceOut]] = {}
    earlier = [order.id for order in orders if not order.new_services]
    read = Service.objects.filter(envelope__order__in=earlier).select_related("envelope").order_by("id")
    for service in (*(new for order in orders for new in order.new_services), *(read if earlier else ())):
        shown = NewServiceOut.model_construct(
            id=service.id, party_id=service.envelope.party_id, paper_id=service.paper_id
        )
        found.setdefault(service.envelope.order_id, []).append(shown)
    return found


def _row(place: int, answer: Order | Refused, services: dict[UUID, list[NewServiceOut]]) -> OrderRowOut:
    if isinstance(answer, Refused):
        return OrderRowOut.model_construct(order=None, problem=problem_of(answer, f"$.orders[{place}]"))
    return OrderRowOut.model_construct(order=OrderOut.of(answer, services.get(answer.id, [])), problem=None)
