"""Papers: uploaded as PDF for one case or for many, listed, struck where they were filed by mistake."""

import hashlib
from typing import Annotated, Self
from uuid import UUID

from django.http import HttpResponse
from ninja import File, Form
from ninja.files import UploadedFile
from pydantic import AwareDatetime, Field

from songda.clock import now
from songda.core.refusal import Doubt, Refused, refuse_doubtful
from songda.records.law.decisions.mistakes import strike_paper
from songda.records.matter.cases.models import Case
from songda.records.matter.cases.queries import case_for
from songda.records.matter.papers.actions import PaperDraft, file_paper, file_papers
from songda.records.matter.papers.models import Paper
from songda.records.matter.papers.queries import doubts_about_summons, papers_of, without_hearing
from songda.records.matter.parties.models import Party
from songda.web.api.once import ChangingRouter, create_once
from songda.web.api.shapes import LARGEST_BULK, In, Out, PaperKindWord, ReasonIn, Text
from songda.web.api.tokens import ApiRequest, actor_of, court_of


class PaperIn(In):
    """What is said about an uploaded PDF; `filed_by_id` names the party whose paper it is.

    `days_set_in_paper` is the period that a notice to produce evidence sets, `carried_out_at` when a preservation
    ruling was, `issued_at` when a payment order was made out. `is_sure`: a summons is filed though
    no hearing is to come.
    """

    kind: PaperKindWord
    title: Text
    filed_by_id: UUID | None = None
    replaces_id: UUID | None = None
    days_set_in_paper: int | None = None
    carried_out_at: AwareDatetime | None = None
    issued_at: AwareDatetime | None = None
    is_sure: bool = False


class SamePaperIn(In):
    """One PDF for many cases; `is_sure`: a summons is filed though no hearing is to come in one of them."""

    kind: PaperKindWord
    title: Text
    case_ids: Annotated[list[UUID], Field(min_length=1, max_length=LARGEST_BULK)]
    is_sure: bool = False


class PaperOut(Out):
    """A paper on file, fixed by its SHA-256."""

    id: UUID
    case_id: UUID
    kind: str
    title: str
    sha256: str
    pages: int
    size: int
    filed_by_id: UUID | None
    replaces_id: UUID | None
    filed_at: AwareDatetime
    days_set_in_paper: int | None
    carried_out_at: AwareDatetime | None
    issued_at: AwareDatetime | None
    struck_at: AwareDatetime | None

    @classmethod
    def of(cls, paper: Paper) -> Self:
        known = {name: getattr(paper, name) for name in cls.model_fields if name != "sha256"}
        return cls(sha256=paper.sha256_hex, **known)


class PapersOut(Out):
    """Papers, in the order of their filing or of the request."""

    papers: list[PaperOut]


router = ChangingRouter(tags=["papers"])


@router.get("/cases/{uuid:case_id}/papers", response=PapersOut, summary="List the papers of a case")
def listed(request: ApiRequest, case_id: UUID) -> PapersOut:
    """The papers of a case, replaced ones too."""
    return PapersOut(papers=[PaperOut.of(paper) for paper in papers_of(case_for(court_of(request), case_id))])


@router.creates("/cases/{uuid:case_id}/papers", PaperOut, "File a paper")
def upload(request: ApiRequest, case_id: UUID, paper: Form[PaperIn], pdf: File[UploadedFile]) -> HttpResponse:
    """Takes a PDF as multipart form. One with active content, a password or faults is refused with the reasons."""
    case = case_for(court_of(request), case_id)
    body = pdf.read()

    def act() -> PaperOut:
        draft = PaperDraft(
            kind=paper.kind,
            title=paper.title,
            pdf=body,
            filed_by=_filer(case, paper),
            replaces=_replaced(case, paper),
            days_set_in_paper=paper.days_set_in_paper,
            carried_out_at=paper.carried_out_at,
            issued_at=paper.issued_at,
        )
        refuse_doubtful(doubts_about_summons(case, draft.kind, now()), is_sure=paper.is_sure)
        return PaperOut.of(file_paper(case, draft, actor_of(request), now()))

    return create_once(request, _wish(paper.model_dump_json(), body), act)


@router.creates("/papers/{uuid:paper_id}/removal", PaperOut, "Strike a paper filed by mistake")
def strike(request: ApiRequest, paper_id: UUID, body: ReasonIn) -> HttpResponse:
    """Strikes a paper that was filed by mistake; it stays in the list with its SHA-256 and is served on nobody.

    Refused where it was ordered to be served: what was ordered is taken back first, and of what was served a judge
    must find that it does not count.
    """
    rows = Paper.objects.select_related("case__court")
    found = rows.get(id=paper_id, case__court=court_of(request))

    def act() -> PaperOut:
        strike_paper(found, body.why(), actor_of(request), now())
        return PaperOut.of(rows.get(id=paper_id))

    return create_once(request, body, act)


@router.creates("/papers/bulk", PapersOut, "File one PDF in many cases")
def upload_for_many(request: ApiRequest, paper: Form[SamePaperIn], pdf: File[UploadedFile]) -> HttpResponse:
    """Files the same PDF in up to 1,000 cases (repeat the field `case_ids`); it is inspected once."""
    body = pdf.read()

    def act() -> PapersOut:
        draft = PaperDraft(paper.kind, paper.title, body)
        wanted = [(case, draft) for case in _cases(request, paper.case_ids)]
        odd = without_hearing([case.id for case, _ in wanted], paper.kind, now())
        refuse_doubtful([Doubt("no_hearing")] if odd else [], is_sure=paper.is_sure)
        return PapersOut(papers=[PaperOut.of(filed) for filed in file_papers(wanted, actor_of(request), now())])

    return create_once(request, _wish(paper.model_dump_json(), body), act)


def _wish(fields: str, pdf: bytes) -> bytes:
    return fields.encode() + hashlib.sha256(pdf).digest()


def _cases(request: ApiRequest, case_ids: list[UUID]) -> list[Case]:
    """The cases in the order of the request; one that is not the court's refuses the whole call."""
    known = Case.objects.filter(court=court_of(request)).in_bulk(case_ids)
    if any(case_id not in known for case_id in case_ids):
        raise Case.DoesNotExist
    return [known[case_id] for case_id in dict.fromkeys(case_ids)]


def _filer(case: Case, paper: PaperIn) -> Party | None:
    if paper.filed_by_id is None:
        return None
    filer = Party.objects.filter(id=paper.filed_by_id, case=case).first()
    if filer is None:
        raise Refused("paper_not_in_case")
    return filer


def _replaced(case: Case, paper: PaperIn) -> Paper | None:
    if paper.replaces_id is None:
        return None
    replaced = Paper.objects.filter(id=paper.replaces_id, case=case).first()
    if replaced is None:
        raise Refused("paper_not_in_case")
    return replaced
