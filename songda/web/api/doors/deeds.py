"""Service by people: put on record, continued, struck where it was entered by mistake, and read."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.http import HttpResponse
from ninja import File, Form
from ninja.files import UploadedFile

from songda.clock import now
from songda.core.refusal import WrongField
from songda.records.decision.notices import add_step, record_deed
from songda.records.delivery.deeds.actions import scan_of_step, strike_step
from songda.records.delivery.deeds.models import DeedStep
from songda.records.delivery.orders.queries import service_of
from songda.records.matter.parties.showing import note_file
from songda.records.overview.boards.deeds_on_record import deed_of, deeds_of, step_of
from songda.web.api.once import ChangingRouter, create_once, file_of
from songda.web.api.problems import plain_problem, respond
from songda.web.api.readings import gives_party
from songda.web.api.shapes.base import In
from songda.web.api.shapes.corrections import ReasonIn
from songda.web.api.shapes.deeds import DeedIn, DeedOut, StepIn
from songda.web.api.tokens import ApiRequest, actor_of, court_of

router = ChangingRouter(tags=["deeds"])
_PDF = file_of("application/pdf")
# What the records call a field, and what it is called here.
_NAMES = {"papers": "service_ids", "address": "address_id"}


@router.get("/services/{uuid:service_id}/deeds", response=list[DeedOut], summary="List the service by people")
def listed(request: ApiRequest, service_id: UUID) -> list[DeedOut]:
    """The tries by people that carried this paper, oldest first, with what was struck."""
    service = service_of(court_of(request), service_id)
    gives_party(request, service.envelope.party)
    made = deeds_of(service.envelope)
    return [DeedOut.of(deed) for deed in made if any(one.service_id == service.id for one in deed.carried.all())]


@router.creates("/services/{uuid:service_id}/deeds", DeedOut, "Record service by people")
def note(
    request: ApiRequest, service_id: UUID, deed: Form[DeedIn], pdf: File[UploadedFile | None] = None
) -> HttpResponse:
    """Records a visit, a letter, leaving, an entrusted court, a transfer or a public notice with its first step.

    Takes a multipart form, with the scanned return as `pdf` where there is one. A public notice is refused where its
    ground is missing. The law is asked again: read the service for its answer.
    """
    service = service_of(court_of(request), service_id)
    body = pdf.read() if pdf else None

    def act() -> DeedOut:
        with _named_as_here():
            made = record_deed(service.envelope, deed.draft(service, body), actor_of(request), now())
        return DeedOut.of(made)

    return create_once(request, _wish(deed, body), act)


@router.creates("/deeds/{uuid:deed_id}/steps", DeedOut, "Record what became of it")
def go_on(
    request: ApiRequest, deed_id: UUID, step: Form[StepIn], pdf: File[UploadedFile | None] = None
) -> HttpResponse:
    """Records what became of a letter, an entrusted service, a transfer or a notice: signed for, left, come back."""
    deed = deed_of(court_of(request), deed_id)
    body = pdf.read() if pdf else None

    def act() -> DeedOut:
        add_step(deed, step.step(body), actor_of(request), now())
        return DeedOut.of(deed)

    return create_once(request, _wish(step, body), act)


@router.creates("/deed-steps/{uuid:step_id}/removal", DeedOut, "Strike a step entered by mistake")
def strike(request: ApiRequest, step_id: UUID, body: ReasonIn) -> HttpResponse:
    """Strikes what was entered by mistake; it stays in the list, and the law no longer looks at it."""
    step = step_of(court_of(request), step_id)

    def act() -> DeedOut:
        strike_step(step, body.why(), actor_of(request), now())
        return DeedOut.of(deed_of(court_of(request), step.deed_id))

    return create_once(request, body, act)


@router.get("/deed-steps/{uuid:step_id}/scan", summary="Fetch a scanned return of service", openapi_extra=_PDF)
def scan(request: ApiRequest, step_id: UUID) -> HttpResponse:
    """The scanned return of service; that it was fetched is on record."""
    step: DeedStep = step_of(court_of(request), step_id)
    try:
        body = scan_of_step(step)
    except LookupError:
        return respond(plain_problem(404, "not_found"))
    note_file(step.deed.envelope.case, "scan", step.id, actor_of(request), now())
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="return-{step_id}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@contextmanager
def _named_as_here() -> Iterator[None]:
    """The records call an address by another name than this door does."""
    try:
        yield
    except WrongField as wrong:
        wrong.field = _NAMES.get(wrong.field, wrong.field)
        raise


def _wish(fields: In, pdf: bytes | None) -> bytes:
    return fields.model_dump_json().encode() + hashlib.sha256(pdf or b"").digest()
