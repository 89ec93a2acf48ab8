"""Papers that another court serves, or that are handed on: sent, taken in, answered, taken back; seen by both courts.

The court that serves sees this person, these papers and the letter, and nothing else of the case.
"""

import hashlib
from datetime import date
from typing import Annotated, Self
from uuid import UUID

from django.http import Http404, HttpResponse
from ninja import File, Form
from ninja.files import UploadedFile
from pydantic import AwareDatetime, Field

from songda.clock import now
from songda.core.delivery.entrustments import Hand
from songda.core.refusal import Refused, WrongField
from songda.records.court.staff.models import Court
from songda.records.matter.parties.showing import note_file
from songda.records.service.orders.queries import service_of
from songda.records.ways.entrustments.actions import (
    EntrustmentDraft,
    entrust,
    entrusted_by,
    entrusted_to,
    entrustment_of,
    letter_of,
    name_of_hand,
    papers_of,
    receive,
    record_outcome,
    refuse,
    take_back,
)
from songda.records.ways.entrustments.models import Entrustment
from songda.web.api.delivery.deeds import StepIn, StepOut
from songda.web.api.once import ChangingRouter, as_file, create_once, file_of
from songda.web.api.shapes import In, Lines, Out, ReasonIn, Text, fixed_words
from songda.web.api.tokens import ApiRequest, actor_of, court_of, note_parties_shown, note_party_shown

HandWord = Annotated[str, fixed_words(Hand)]
OtherServices = Annotated[list[UUID], Field(max_length=100)]
Limit = Annotated[int, Field(ge=1, le=200)]
router = ChangingRouter(tags=["entrustments"])
_PDF = file_of("application/pdf")


class EntrustmentOut(Out):
    """A letter of entrustment or transfer with its papers. `state`: sent, done, returned, refused, taken_back.

    `is_ours`: this court asked; else it serves for the court that did. `court_id` is who is to serve, null for somebody
    outside, who is `to` by name. `due_on`: the last day of an entrusted court, or when to ask what became of it.
    """

    id: UUID
    is_ours: bool
    hand: str
    court_id: UUID | None
    to: str
    case_number: str
    recipient: str
    paper_ids: list[UUID]
    sent_at: AwareDatetime
    due_on: date
    received_at: AwareDatetime | None
    state: str
    ended_at: AwareDatetime | None
    letter_sha256: str
    deed_id: UUID
    steps: list[StepOut]

    @classmethod
    def of(cls, made: Entrustment, court: Court) -> Self:
        """From its rows, as this court sees it."""
        envelope = made.deed.envelope
        names = ("id", "hand", "court_id", "sent_at", "due_on", "received_at", "state", "ended_at", "deed_id")
        return cls(
            is_ours=envelope.case.court_id == court.id,
            to=name_of_hand(made),
            case_number=envelope.case.number,
            recipient=envelope.party.name,
            paper_ids=[service.paper_id for service in papers_of(made)],
            letter_sha256=bytes(made.letter_sha256).hex(),
            steps=[StepOut.of(step) for step in made.deed.steps.order_by("id")],
            **{name: getattr(made, name) for name in names},
        )


class EntrustmentsOut(Out):
    """Entrustments, the newest first; `next_after` leads to the next page."""

    entrustments: list[EntrustmentOut]
    next_after: UUID | None = None


class EntrustmentIn(In):
    """Who is to serve: a court of this installation by its id (`hand` court), everybody else by `name`.

    `service_ids` are the other services of the same envelope; `words` stand in the letter.
    """

    hand: HandWord
    court_id: UUID | None = None
    name: Text = ""
    address_id: UUID | None = None
    service_ids: OtherServices = []
    words: Lines = ""

    def draft(self, service_id: UUID) -> EntrustmentDraft:
        """For the records; WrongField where a court is named and somebody else asked."""
        if self.court_id is not None and self.hand != Hand.COURT:
            raise WrongField("court_id", "unknown_court")  # else it would be left unread
        wanted = tuple(dict.fromkeys((service_id, *self.service_ids)))
        return EntrustmentDraft(self.hand, wanted, self.address_id, self.court_id, self.name, self.words)


@router.get("/entrustments", response=EntrustmentsOut, summary="List what was entrusted")
def listed(
    request: ApiRequest, *, is_ours: bool = False, after: UUID | None = None, limit: Limit = 50
) -> EntrustmentsOut:
    """What other courts entrusted to this one; with `is_ours` what this one entrusted to others or had handed on."""
    court = court_of(request)
    rows = (entrusted_by(court) if is_ours else entrusted_to(court)).order_by("-id")
    found = list((rows.filter(id__lt=after) if after else rows)[: limit + 1])
    note_parties_shown(request, [made.deed.envelope.party for made in found[:limit]])
    page = [EntrustmentOut.of(made, court) for made in found[:limit]]
    return EntrustmentsOut(entrustments=page, next_after=page[-1].id if len(found) > limit else None)


@router.creates("/services/{uuid:service_id}/entrustments", EntrustmentOut, "Entrust another court, or have handed on")
def send(request: ApiRequest, service_id: UUID, body: EntrustmentIn) -> HttpResponse:
    """Writes the letter and sends the papers; a court of this installation has them on its desk at once."""
    service = service_of(court_of(request), service_id)

    def act() -> EntrustmentOut:
        made = entrust(service.envelope, body.draft(service.id), actor_of(request), now())
        return _out(request, made.id)

    return create_once(request, body, act)


@router.get("/entrustments/{uuid:entrustment_id}", response=EntrustmentOut, summary="Read an entrustment")
def read(request: ApiRequest, entrustment_id: UUID) -> EntrustmentOut:
    """As both courts see it."""
    note_party_shown(request, _found(request, entrustment_id).deed.envelope.party)
    return _out(request, entrustment_id)


@router.get("/entrustments/{uuid:entrustment_id}/letter", summary="Fetch the letter", openapi_extra=_PDF)
def letter(request: ApiRequest, entrustment_id: UUID) -> HttpResponse:
    """The letter with the return behind it."""
    found = _found(request, entrustment_id)
    try:
        body = letter_of(found)
    except LookupError:
        raise Http404 from None
    note_file(found.deed.envelope.case, "entrustment", found.id, actor_of(request), now())
    return as_file(HttpResponse(body, content_type="application/pdf"), f"entrustment-{found.id}.pdf")


@router.get(
    "/entrustments/{uuid:entrustment_id}/papers/{uuid:entrusted_paper_id}",
    summary="Fetch an entrusted paper",
    openapi_extra=_PDF,
)
def paper(request: ApiRequest, entrustment_id: UUID, entrusted_paper_id: UUID) -> HttpResponse:
    """One of the papers that go with it, and none other of the case."""
    found = _found(request, entrustment_id)
    service = next((each for each in papers_of(found) if each.paper_id == entrusted_paper_id), None)
    if service is None:
        raise Http404
    note_file(found.deed.envelope.case, "paper", service.paper_id, actor_of(request), now())
    return as_file(HttpResponse(service.paper.read(), content_type="application/pdf"), f"paper-{service.paper_id}.pdf")


@router.creates("/entrustments/{uuid:entrustment_id}/receipt", EntrustmentOut, "Confirm that it was taken in")
def received(request: ApiRequest, entrustment_id: UUID) -> HttpResponse:
    """The court that is to serve has the letter and the papers; its term has run since they lay there."""
    found = _of_server(request, entrustment_id, with_outside=False)

    def act() -> EntrustmentOut:
        receive(found, actor_of(request), now())
        return _out(request, entrustment_id)

    return create_once(request, b"", act)


@router.creates("/entrustments/{uuid:entrustment_id}/outcome", EntrustmentOut, "Answer an entrustment")
def outcome(
    request: ApiRequest, entrustment_id: UUID, step: Form[StepIn], pdf: File[UploadedFile | None] = None
) -> HttpResponse:
    """Signed for, left, or back unserved, with the scanned return as `pdf`; both courts' records tell the same.

    Of somebody outside whoever asked answers in their place.
    """
    found = _of_server(request, entrustment_id)
    body = pdf.read() if pdf else None

    def act() -> EntrustmentOut:
        record_outcome(found, step.step(body), actor_of(request), now())
        return _out(request, entrustment_id)

    return create_once(request, step.model_dump_json().encode() + hashlib.sha256(body or b"").digest(), act)


@router.creates("/entrustments/{uuid:entrustment_id}/refusal", EntrustmentOut, "Say that they do not serve")
def refusal(request: ApiRequest, entrustment_id: UUID, body: ReasonIn) -> HttpResponse:
    """Nothing was tried; the court that asked has it as its task again."""
    found = _of_server(request, entrustment_id)

    def act() -> EntrustmentOut:
        refuse(found, body.why(), actor_of(request), now())
        return _out(request, entrustment_id)

    return create_once(request, body, act)


@router.creates("/entrustments/{uuid:entrustment_id}/taking-back", EntrustmentOut, "Take an entrustment back")
def back(request: ApiRequest, entrustment_id: UUID, body: ReasonIn) -> HttpResponse:
    """Whoever asked no longer wants it; what was done by then stays on record."""
    found = _found(request, entrustment_id)
    if not _is_ours(request, found):
        raise Refused("entrusted_other_court")

    def act() -> EntrustmentOut:
        take_back(found, body.why(), actor_of(request), now())
        return _out(request, entrustment_id)

    return create_once(request, body, act)


def _found(request: ApiRequest, entrustment_id: UUID) -> Entrustment:
    return entrustment_of(court_of(request), entrustment_id)


def _out(request: ApiRequest, entrustment_id: UUID) -> EntrustmentOut:
    return EntrustmentOut.of(_found(request, entrustment_id), court_of(request))


def _is_ours(request: ApiRequest, found: Entrustment) -> bool:
    return found.deed.envelope.case.court_id == court_of(request).id


def _of_server(request: ApiRequest, entrustment_id: UUID, *, with_outside: bool = True) -> Entrustment:
    """Refused where the other of the two courts does this."""
    found = _found(request, entrustment_id)
    if found.court_id != court_of(request).id and not (with_outside and found.court_id is None):
        raise Refused("entrusted_other_court")
    return found
