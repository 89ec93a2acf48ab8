"""What carriers reported of a letter, as far as it could be read, and what the court made of it; and what came back."""

from typing import Annotated, Self
from uuid import UUID

from django.http import Http404, HttpResponse
from pydantic import AwareDatetime

from songda.clock import now
from songda.records.matter.parties.showing import note_file
from songda.records.ways.post.carriage.models import Carriage, CarrierReport
from songda.records.ways.post.carriage.queries import letter_in_post, picture_of, reports_about
from songda.records.ways.post.carriage.station import CAUSES, ReturnDraft, note_return
from songda.records.ways.post.letters.models import Letter
from songda.web.api.once import ChangingRouter, as_file, create_once, file_of
from songda.web.api.shapes import In, Moment, Out, RowOut, fixed_words
from songda.web.api.tokens import ApiRequest, actor_of, court_of, note_party_shown

CauseWord = Annotated[str, fixed_words(CAUSES)]
router = ChangingRouter(tags=["letters"])
_PDF = file_of("application/pdf")


class CarrierReportOut(Out):
    """One fact that the carrier reported. `at` is the carrier's time, `heard_at` the court's.

    `kind` is empty where nobody here understands the carrier's `code`; `stray` says why nothing is made of it.
    `scan_sha256`: it came with a picture of the return, which is another call. The carrier's words are not given.
    """

    id: UUID
    kind: str
    code: str
    at: AwareDatetime | None
    heard_at: AwareDatetime
    cause: str
    signer: str
    stray: str
    scan_sha256: str | None

    @classmethod
    def of(cls, row: CarrierReport) -> Self:
        own = {name: getattr(row, name) for name in cls.model_fields if name != "scan_sha256"}
        return cls(scan_sha256=bytes(row.scan_sha256).hex() if row.scan_sha256 else None, **own)


class EnquiryOut(Out):
    """That the court asked the carrier where the letter is; `over_at` once something was heard."""

    made_at: AwareDatetime
    sent_at: AwareDatetime | None
    trouble: str
    over_at: AwareDatetime | None


class ReturnOut(RowOut):
    """That somebody of the court held the letter in their hands again, and the cause that is written on it."""

    id: UUID
    cause: str
    at: AwareDatetime
    step_id: UUID | None
    struck_at: AwareDatetime | None


class CarriageOut(Out):
    """Where a letter stands with its carrier. `stage`: how far, as it tells; `defects`: why that proves nothing.

    `settled`: how it came about that something stands on record of it (`proved` by outcome, scan and closure,
    `believed` or `not_believed` by somebody with a reason, `at_station`, `confirmed`); empty as long as nothing does.
    """

    letter_id: UUID
    number: str
    carrier: str
    stage: str
    defects: list[str]
    told_at: AwareDatetime | None
    judged_at: AwareDatetime | None
    settled: str
    settled_at: AwareDatetime | None
    step_id: UUID | None
    reports: list[CarrierReportOut]
    enquiries: list[EnquiryOut]
    returns: list[ReturnOut]

    @classmethod
    def of(cls, letter: Letter) -> Self:
        """From the records; of a letter that no carrier was told of the reports alone."""
        carriage: Carriage = getattr(letter, "carriage", None) or Carriage(letter=letter)
        names = ("carrier", "stage", "defects", "told_at", "judged_at", "settled", "settled_at", "step_id")
        enquiries = carriage.enquiries.order_by("made_at") if hasattr(letter, "carriage") else ()
        return cls(
            letter_id=letter.id,
            number=letter.number,
            reports=[CarrierReportOut.of(row) for row in reports_about(letter)],
            enquiries=[
                EnquiryOut(**{name: getattr(row, name) for name in EnquiryOut.model_fields}) for row in enquiries
            ],
            returns=[ReturnOut.of(row) for row in letter.returns.order_by("at", "id")],
            **{name: getattr(carriage, name) for name in names},
        )


@router.get("/letters/{uuid:posted_id}/carriage", response=CarriageOut, summary="Read what the carrier reported")
def read(request: ApiRequest, posted_id: UUID) -> CarriageOut:
    """Of a letter in the post, in the order in which it happened; contradictions too, with what is made of them."""
    letter = letter_in_post(court_of(request), posted_id)
    note_party_shown(request, letter.envelope.party)
    return CarriageOut.of(letter)


@router.get("/carrier-reports/{uuid:scan_id}/picture", summary="Fetch the picture of a return", openapi_extra=_PDF)
def picture(request: ApiRequest, scan_id: UUID) -> HttpResponse:
    """The scanned return as the carrier sent it, drawn anew; that it was fetched is on record."""
    try:
        letter, body = picture_of(court_of(request), scan_id)
    except LookupError:
        raise Http404 from None
    note_file(letter.envelope.case, "letter", letter.id, actor_of(request), now())
    return as_file(HttpResponse(body, content_type="application/pdf"), f"return-{scan_id}.pdf")


class ReturnIn(In):
    """Why it came back, as is written on it; when, where that was not just now."""

    cause: CauseWord
    at: Moment | None = None


@router.creates("/letters/{uuid:posted_id}/returns", ReturnOut, "Note that a letter came back")
def came_back(request: ApiRequest, posted_id: UUID, body: ReturnIn) -> HttpResponse:
    """For a return station with a machine of its own: what it says goes on record as if it were typed there."""
    letter = letter_in_post(court_of(request), posted_id)

    def act() -> ReturnOut:
        return ReturnOut.of(note_return(letter, ReturnDraft(body.cause, body.at), actor_of(request), now()))

    return create_once(request, body, act)
