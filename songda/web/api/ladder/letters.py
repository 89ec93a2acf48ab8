"""Letters: planned for a service, read, taken out; batches made, counted and sealed by a print room's own programs."""

from typing import Annotated, Self
from uuid import UUID

from django.http import Http404, HttpResponse
from pydantic import AwareDatetime, Field

from songda.clock import now
from songda.core.delivery.letters import LetterState, Product, Withdrawal
from songda.core.refusal import WrongField
from songda.records.matter.parties.showing import note_batch, note_file
from songda.records.service.orders.models import Service
from songda.records.service.orders.queries import service_of
from songda.records.ways.post.letters.actions import withdraw
from songda.records.ways.post.letters.batches import count_of, make_batch, scan, seal_batch
from songda.records.ways.post.letters.models import Batch, Letter
from songda.records.ways.post.letters.queries import batch_of, letter_of, letters_of, newest_of_court
from songda.records.ways.post.letters.setting import batch_file, letter_file
from songda.records.ways.post.planning import Agreement, LetterDraft, agree, plan_letter
from songda.web.api.once import ChangingRouter, as_file, create_once, file_of
from songda.web.api.shapes import In, Out, ProductWord, fixed_words
from songda.web.api.tokens import ApiRequest, actor_of, court_of, note_party_shown

OtherServices = Annotated[list[UUID], Field(max_length=100)]
Code = Annotated[str, Field(min_length=1, max_length=40)]
Limit = Annotated[int, Field(ge=1, le=200)]
LetterStateWord = Annotated[str, fixed_words(["", *LetterState])]
router = ChangingRouter(tags=["letters"])
_PDF = file_of("application/pdf")


class LetterIn(In):
    """Where the letter goes and how; `service_ids` are the other services of the same envelope that it carries.

    `in_place_of`: the letter of the same envelope that came back or was lost, and that this one is tried instead of.
    """

    address_id: UUID
    product: ProductWord = "court_post"
    is_large_print: bool = False
    service_ids: OtherServices = []
    in_place_of: UUID | None = None

    def draft(self, service: Service) -> LetterDraft:
        """For the records; WrongField where a service is none of the same envelope, or its paper was taken back."""
        wanted = tuple(dict.fromkeys((service.id, *self.service_ids)))
        known = Service.objects.filter(envelope=service.envelope_id, id__in=wanted, recalled_at=None)
        if known.count() != len(wanted):
            raise WrongField("service_ids", "not_of_the_envelope")
        return LetterDraft(
            self.address_id,
            wanted,
            self.product,
            is_large_print=self.is_large_print,
            previous_id=self.in_place_of,
        )


class LetterOut(Out):
    """A letter, without its place: where it stands, its number once it is set, what the check before printing found.

    `may_sign`: whose signature would make it service. `deed_id`: the try on record, once it is in the post.
    """

    id: UUID
    service_ids: list[UUID]
    address_id: UUID
    product: str
    state: str
    why: str
    number: str
    pages: int | None
    sha256: str | None
    faults: list[str]
    may_sign: list[str]
    expected_on: str | None
    batch_id: UUID | None
    planned_at: AwareDatetime | None
    sealed_at: AwareDatetime | None
    withdrawn_at: AwareDatetime | None
    withdrawal: str
    overtaken: str
    deed_id: UUID | None

    @classmethod
    def of(cls, letter: Letter) -> Self:
        return cls.of_row(
            letter,
            service_ids=sorted(paper.service_id for paper in letter.paper_rows.all()),
            sha256=bytes(letter.sha256).hex() if letter.sha256 else None,
            faults=[str(each["fault"]) for each in letter.faults],
            expected_on=letter.expected_on.isoformat() if letter.expected_on else None,
        )


class LettersOut(Out):
    """Letters, the newest first; `next_after` leads to the next page."""

    letters: list[LetterOut]
    next_after: UUID | None = None


@router.get("/letters", response=LettersOut, summary="List the letters of the court")
def of_court(
    request: ApiRequest, state: LetterStateWord = "", after: UUID | None = None, limit: Limit = 50
) -> LettersOut:
    """In one state where `state` is given; proposals that nobody took up are left out."""
    if state and state not in tuple(LetterState):
        raise WrongField("state", "not_a_choice", word=state, choice=", ".join(LetterState))
    found = list(newest_of_court(court_of(request), state, after)[: limit + 1])
    page = [LetterOut.of(letter) for letter in found[:limit]]
    return LettersOut(letters=page, next_after=page[-1].id if len(found) > limit else None)


@router.get("/services/{uuid:service_id}/letters", response=list[LetterOut], summary="List the letters of a service")
def listed(request: ApiRequest, service_id: UUID) -> list[LetterOut]:
    """The letters that carry this paper, the newest first."""
    service = service_of(court_of(request), service_id)
    note_party_shown(request, service.envelope.party)
    made = letters_of(service.envelope)
    return [LetterOut.of(each) for each in made if any(one.service_id == service.id for one in each.paper_rows.all())]


@router.creates("/services/{uuid:service_id}/letters", LetterOut, "Send papers by post")
def plan(request: ApiRequest, service_id: UUID, body: LetterIn) -> HttpResponse:
    """Plans a letter: it is set in type, checked, and waits in the print room, if the law opens the post."""
    service = service_of(court_of(request), service_id)

    def act() -> LetterOut:
        return LetterOut.of(plan_letter(service.envelope, body.draft(service), actor_of(request), now()))

    return create_once(request, body, act)


@router.get("/letters/{uuid:letter_id}", response=LetterOut, summary="Read a letter")
def read(request: ApiRequest, letter_id: UUID) -> LetterOut:
    """One letter as it stands."""
    letter = letter_of(court_of(request), letter_id)
    note_party_shown(request, letter.envelope.party)
    return LetterOut.of(letter)


@router.get("/letters/{uuid:letter_id}/pdf", summary="Fetch a letter as it is printed", openapi_extra=_PDF)
def file(request: ApiRequest, letter_id: UUID) -> HttpResponse:
    """The sheet and the papers, as they are printed; none before it is set."""
    letter = letter_of(court_of(request), letter_id)
    try:
        body = letter_file(letter)
    except LookupError:
        raise Http404 from None
    note_file(letter.envelope.case, "letter", letter.id, actor_of(request), now())
    return as_file(HttpResponse(body, content_type="application/pdf"), f"{letter.number}.pdf")


class AgreementIn(In):
    """What is said yes to; what is left out is as proposed."""

    product: Annotated[str, fixed_words(["", *Product])] = ""
    is_large_print: bool | None = None


@router.creates("/letters/{uuid:letter_id}/agreement", LetterOut, "Agree to a proposed letter")
def say_yes(request: ApiRequest, letter_id: UUID, body: AgreementIn) -> HttpResponse:
    """The system proposed it, or it was stopped by the check before printing and is set anew; twice is once."""
    letter = letter_of(court_of(request), letter_id)

    def act() -> LetterOut:
        return LetterOut.of(agree(letter, Agreement(body.product, body.is_large_print), actor_of(request), now()))

    return create_once(request, body, act)


@router.creates("/letters/{uuid:letter_id}/withdraw", LetterOut, "Take a letter out")
def take_out(request: ApiRequest, letter_id: UUID) -> HttpResponse:
    """Takes it out, as long as its batch is not sealed."""
    letter = letter_of(court_of(request), letter_id)

    def act() -> LetterOut:
        withdraw(letter, Withdrawal.BY_HAND, actor_of(request), now())
        return LetterOut.of(letter_of(court_of(request), letter_id))

    return create_once(request, b"", act)


class BatchIn(In):
    """Which kind of letters, and how many at most."""

    product: ProductWord
    most: Annotated[int, Field(ge=1, le=1000)] = 1000


class BatchOut(Out):
    """A batch: its letters' ids in the carrier's order, and how far it is counted. `bound_at`: its file is there."""

    id: UUID
    product: str
    n: int
    made_at: AwareDatetime
    bound_at: AwareDatetime | None
    sealed_at: AwareDatetime | None
    sha256: str | None
    counted: list[str]
    missing: list[str]
    withdrawn: list[str]
    strange: list[str]

    @classmethod
    def of(cls, batch: Batch) -> Self:
        """From its rows; letters by their numbers."""
        count = count_of(batch)
        return cls.of_row(
            batch,
            sha256=bytes(batch.sha256).hex() if batch.sha256 else None,
            counted=[letter.number for letter in count.counted],
            missing=[letter.number for letter in count.missing],
            withdrawn=[letter.number for letter in count.withdrawn],
            strange=[*count.strange, *(letter.number for letter in count.elsewhere)],
        )


@router.creates("/batches", BatchOut, "Make a batch of letters")
def batch(request: ApiRequest, body: BatchIn) -> HttpResponse:
    """Puts together what is ready, the most urgent first; the file is there a little later."""

    def act() -> BatchOut:
        return BatchOut.of(make_batch(court_of(request), body.product, actor_of(request), now(), body.most))

    return create_once(request, body, act)


@router.get("/batches/{uuid:batch_id}", response=BatchOut, summary="Read a batch")
def read_batch(request: ApiRequest, batch_id: UUID) -> BatchOut:
    """What was counted, what is missing, what does not belong there."""
    return BatchOut.of(batch_of(court_of(request), batch_id))


@router.get("/batches/{uuid:batch_id}/pdf", summary="Fetch the letters of a batch", openapi_extra=_PDF)
def fetch_batch(request: ApiRequest, batch_id: UUID) -> HttpResponse:
    """All letters as one file, in the carrier's order."""
    found = batch_of(court_of(request), batch_id)
    try:
        body = batch_file(found)
    except LookupError:
        raise Http404 from None
    cases = sorted(set(Letter.objects.filter(batch=found).values_list("envelope__case_id", flat=True)))
    note_batch(found.court_id, cases, found.id, actor_of(request), now())
    return as_file(HttpResponse(body, content_type="application/pdf"), f"batch-{found.id}.pdf")


class ScanIn(In):
    """What the scanner read."""

    code: Code


class ScanOut(Out):
    """What it was: counted, again, withdrawn, elsewhere or strange; and how many are still to be counted."""

    found: str
    letter_id: UUID | None
    left: int


@router.creates("/batches/{uuid:batch_id}/scans", ScanOut, "Count a letter")
def count(request: ApiRequest, batch_id: UUID, body: ScanIn) -> HttpResponse:
    """Counts the letter of this code; whatever was scanned is kept."""
    found = batch_of(court_of(request), batch_id)

    def act() -> ScanOut:
        answer = scan(found, body.code, actor_of(request), now())
        return ScanOut(found=answer.found, letter_id=answer.letter.id if answer.letter else None, left=answer.left)

    return create_once(request, body, act)


@router.creates("/batches/{uuid:batch_id}/seal", BatchOut, "Seal a batch")
def seal(request: ApiRequest, batch_id: UUID) -> HttpResponse:
    """Seals what was counted; what is missing waits for another batch. Sealing twice changes nothing."""
    found = batch_of(court_of(request), batch_id)

    def act() -> BatchOut:
        return BatchOut.of(seal_batch(found, actor_of(request), now()))

    return create_once(request, b"", act)
