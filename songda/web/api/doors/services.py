"""Services: how they stand and why, and what happened to them."""

from collections.abc import Iterator
from typing import Annotated
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language
from pydantic import Field

from songda.core.delivery.states import Purpose
from songda.core.evidence.names import sentence
from songda.core.language import COURT_LANGUAGE
from songda.records.delivery.deeds.try_ids import streams_of
from songda.records.delivery.orders.models import Service
from songda.records.delivery.orders.queries import service_of, unanswered
from songda.records.delivery.orders.summoned import summoned_by
from songda.records.overview.boards.queries import TimelineRow, stream
from songda.records.proof.certificates.listing import listed_of
from songda.web.api.once import ScopedRouter
from songda.web.api.shapes.orders import (
    CertificateOut,
    EventOut,
    EventsOut,
    ServicesOut,
    ServiceStateOut,
    SummonsOut,
    WholeServiceOut,
)
from songda.web.api.shapes.words import OPEN, StatusWord
from songda.web.api.tokens import ApiRequest, court_of

router = ScopedRouter(tags=["services"])
Limit = Annotated[int, Field(ge=1, le=1000)]


@router.get("/services", response=ServicesOut, summary="List services")
def listed(
    request: ApiRequest,
    case_id: UUID | None = None,
    status: StatusWord = "",
    after: UUID | None = None,
    limit: Limit = 200,
) -> ServicesOut:
    """The court's services, oldest first; `after` takes the `next_after` of the page before."""
    found = Service.objects.filter(envelope__case__court=court_of(request)).select_related("envelope", "finding")
    if case_id is not None:
        found = found.filter(envelope__case_id=case_id)
    rows = list(_in_order(found, status, after)[: limit + 1])
    page = [ServiceStateOut.of(service) for service in rows[:limit]]
    return ServicesOut(services=page, next_after=page[-1].id if len(rows) > limit else None)


@router.get("/services/{uuid:service_id}", response=WholeServiceOut, summary="Read a service")
def read(request: ApiRequest, service_id: UUID) -> WholeServiceOut:
    """How a service stands, with the whole decision and its reasons, and the certificate that stands."""
    service = service_of(court_of(request), service_id)
    finding = getattr(service, "finding", None)
    made = [CertificateOut.of(one) for one in listed_of(service)]
    state = ServiceStateOut.of(service).model_dump()
    summoned = summoned_by([service]).get(service.id)
    return WholeServiceOut(
        **state,
        decision=finding.answer(get_language() or COURT_LANGUAGE) if finding else None,
        law_version=finding.law_version_id if finding else None,
        certificate=next((one for one in made if one.state != "replaced"), None),
        earlier_certificates=[one for one in made if one.state == "replaced"],
        summons=SummonsOut.of(summoned) if summoned else None,
    )


@router.get("/services/{uuid:service_id}/events", response=EventsOut, summary="Read what happened to a service")
def events(request: ApiRequest, service_id: UUID) -> EventsOut:
    """Every event of the service, its envelope and the tries for it, with both times; none of one-time codes."""
    service = service_of(court_of(request), service_id)
    rows = sorted(_rows(service), key=lambda row: row.number)
    return EventsOut(events=[_event(row) for row in rows])


def _in_order(services: QuerySet[Service], status: str, after: UUID | None) -> QuerySet[Service]:
    if status == OPEN:
        return unanswered(services, after)
    if status:
        services = services.filter(finding__status=status)
    return (services.filter(id__gt=after) if after else services).order_by("id")


def _rows(service: Service) -> Iterator[TimelineRow]:
    own = [f"service:{service.id}", f"envelope:{service.envelope_id}"]
    for name in [*own, *streams_of(service.envelope_id, purposes=(Purpose.SERVICE,))]:
        yield from stream(name)


def _event(row: TimelineRow) -> EventOut:
    return EventOut(
        number=row.number,
        name=row.name,
        happened_at=row.at,
        recorded_at=row.learned_at,
        stream=row.stream,
        actor=row.actor,
        sentence_zh=sentence(row.name, "zh"),
        sentence_en=sentence(row.name, "en"),
        details=row.details,
        sealed=row.is_sealed,
    )
