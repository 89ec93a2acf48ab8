"""Service by people: put on record, continued, struck where it was entered by mistake, and read."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Self
from uuid import UUID

from django.http import HttpResponse
from ninja import File, Form
from ninja.files import UploadedFile
from pydantic import AwareDatetime, Field

from songda.clock import now
from songda.core.refusal import WrongField
from songda.records.matter.parties.showing import note_file
from songda.records.service.deeds.models import Deed, DeedStep
from songda.records.service.deeds.queries import deed_of, deeds_of, scan_of_step, step_of
from songda.records.service.orders.models import Service
from songda.records.service.orders.queries import service_of
from songda.records.ways.deeds import DeedDraft, StepDraft, add_step, record_deed, strike_step
from songda.web.api.once import ChangingRouter, as_file, create_once, file_of
from songda.web.api.problems import plain_problem, respond
from songda.web.api.shapes import DeedWayWord, In, Lines, MannerWord, Moment, Out, OutcomeWord, ReasonIn, SignerWord
from songda.web.api.tokens import ApiRequest, actor_of, court_of, note_party_shown

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
        own = {name: getattr(deed, name) for name in ("id", "way", "address_id", "address_class", "began_at")}
        service_ids = sorted(paper.service_id for paper in deed.paper_rows.all())
        steps = sorted(deed.steps.all(), key=lambda step: step.id)
        return cls(service_ids=service_ids, steps=[StepOut.of(step) for step in steps], **own)


router = ChangingRouter(tags=["deeds"])
_PDF = file_of("application/pdf")
# What the records call a field, and what it is called here.
_NAMES = {"papers": "service_ids", "address": "address_id"}


@router.get("/services/{uuid:service_id}/deeds", response=list[DeedOut], summary="List the service by people")
def listed(request: ApiRequest, service_id: UUID) -> list[DeedOut]:
    """The tries by people that carried this paper, oldest first, with what was struck."""
    service = service_of(court_of(request), service_id)
    note_party_shown(request, service.envelope.party)
    made = deeds_of(service.envelope)
    return [DeedOut.of(deed) for deed in made if any(one.service_id == service.id for one in deed.paper_rows.all())]


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
    """Records what became of a letter, a notice, or what was entrusted or handed on without a letter of this system.

    Of an entrustment whoever serves answers there (409 `entrusted_answers_there`: send `entrustments/{id}/outcome`); of
    a letter whose record the judge is asked about nobody says anything meanwhile (409 `carriage_with_the_judge`).
    """
    deed = deed_of(court_of(request), deed_id)
    body = pdf.read() if pdf else None

    def act() -> DeedOut:
        add_step(deed, step.step(body), actor_of(request), now())
        return DeedOut.of(deed)

    return create_once(request, _wish(step, body), act)


@router.creates("/deed-steps/{uuid:step_id}/removal", DeedOut, "Strike a step entered by mistake")
def strike(request: ApiRequest, step_id: UUID, body: ReasonIn) -> HttpResponse:
    """Strikes what was entered by mistake; it stays in the list, and the law no longer looks at it.

    Of a notice whose page stands only the other boards are struck here (409 `notice_page_stands`).
    """
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
    return as_file(HttpResponse(body, content_type="application/pdf"), f"return-{step_id}.pdf")


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
