"""Services: how they stand and why, what happened to them, and what proves them offline."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import get_language
from pydantic import AwareDatetime, Field

from songda.clock import now
from songda.core.delivery.changes import doubts_of
from songda.core.delivery.states import Purpose
from songda.core.evidence.names import sentence
from songda.core.language import COURT_LANGUAGE
from songda.records.ground.evidence.queries import NotCoveredError
from songda.records.matter.parties.showing import note_file
from songda.records.overview.boards.queries import TimelineRow, stream
from songda.records.proof.certificates.queries import ListedCertificate, current, hand_out, listed_of
from songda.records.service.deeds.try_ids import streams_of
from songda.records.service.orders.models import Service
from songda.records.service.orders.queries import service_of, unanswered
from songda.records.service.orders.summoned import Summoned, summoned_by
from songda.records.ways.post.letters.queries import streams_of_letters
from songda.web.api.once import ScopedRouter, as_file, file_of
from songda.web.api.problems import plain_problem, respond
from songda.web.api.shapes import OPEN, Out, StatusWord
from songda.web.api.tokens import ApiRequest, actor_of, court_of


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
        return cls.of_row(
            envelope,
            id=service.id,
            paper_id=service.paper_id,
            status=finding.status if finding else "open",
            effective_on=finding.effective_on if finding else None,
            ground=finding.ground if finding else None,
            doubts=doubts_of(finding.decision) if finding else [],
            recalled_at=service.recalled_at,
        )


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
    def of(cls, listed: ListedCertificate) -> Self:
        """From the record, and from what its event says."""
        made, certified = listed.certificate, listed.certified
        return cls.of_row(
            made,
            result=certified.result if certified else None,
            is_statement=listed.is_statement if certified else None,
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
        return cls(
            hearing_id=summoned.hearing.id,
            named_at=summoned.named_at,
            named_place=summoned.named_place,
            hearing_is=summoned.change.value,
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

    @classmethod
    def of(cls, row: TimelineRow, **beside: Any) -> Self:
        """From what the log tells."""
        return cls(
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
            **beside,
        )


class EventsOut(Out):
    """What happened to a service, its envelope and its attempts, in the order in which it was recorded."""

    events: list[EventOut]


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
    """Every event of the service, its envelope, letters and tries, with both times; none of one-time codes."""
    service = service_of(court_of(request), service_id)
    rows = sorted(_rows(service), key=lambda row: row.number)
    return EventsOut(events=[EventOut.of(row) for row in rows])


def _in_order(services: QuerySet[Service], status: str, after: UUID | None) -> QuerySet[Service]:
    if status == OPEN:
        return unanswered(services, after)
    if status:
        services = services.filter(finding__status=status)
    return (services.filter(id__gt=after) if after else services).order_by("id")


def _rows(service: Service) -> Iterator[TimelineRow]:
    own = [f"service:{service.id}", f"envelope:{service.envelope_id}"]
    tries = streams_of(service.envelope_id, purposes=(Purpose.SERVICE,))
    for name in [*own, *tries, *streams_of_letters(service)]:
        yield from stream(name)


proofs = ScopedRouter(tags=["proofs"])
_PDF = file_of("application/pdf")
_ZIP = file_of("application/zip")


@proofs.get("/services/{uuid:service_id}/certificate", summary="Fetch the certificate", openapi_extra=_PDF)
def certificate(request: ApiRequest, service_id: UUID) -> HttpResponse:
    """The certificate that stands as signed PDF (PDF/A-3a), or the statement that the service does not count."""
    service = service_of(court_of(request), service_id)
    found = current(service)
    if found is None:
        return respond(plain_problem(404, "no_certificate_yet"))
    note_file(service.envelope.case, "certificate", found.id, actor_of(request), now())
    return as_file(HttpResponse(found.read(), content_type="application/pdf"), f"certificate-{service_id}.pdf")


@proofs.get("/services/{uuid:service_id}/bundle", summary="Fetch the proof bundle", openapi_extra=_ZIP)
def proof_bundle(request: ApiRequest, service_id: UUID) -> HttpResponse:
    """Certificate, events, proofs and checkpoint in one file, for `songda verify`."""
    service = service_of(court_of(request), service_id)
    if current(service) is None:
        return respond(plain_problem(404, "no_certificate_yet"))
    try:
        body = hand_out(service, actor_of(request), now())
    except NotCoveredError:
        response = respond(plain_problem(503, "not_covered_yet"))
        response["Retry-After"] = "2"
        return response
    return as_file(HttpResponse(body, content_type="application/zip"), f"proof-{service_id}.zip")
