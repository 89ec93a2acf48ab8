"""Cases: registered singly with their parties or in bulk, listed, read, given a hearing."""

from typing import Annotated, Self
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from pydantic import AwareDatetime, Field

from songda.clock import now
from songda.core.circumstances import Kind
from songda.core.refusal import Refused
from songda.records.ground.pages import Page
from songda.records.matter.cases.actions import CaseDraft
from songda.records.matter.cases.corrections import version_of
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.hearings import version_of as version_of_hearing
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.cases.queries import case_for, hearings_of
from songda.records.matter.circumstances.entries import newest
from songda.records.matter.parties.bulk import CaseFile, FiledCase, register_files
from songda.records.overview.find_cases import CaseFilter, cases_of, search_cases
from songda.web.api.matter.parties import PersonIn
from songda.web.api.once import ChangingRouter, create_once
from songda.web.api.problems import problem_of
from songda.web.api.shapes import (
    LARGEST_BULK,
    WITHOUT_NUL,
    BranchWord,
    In,
    Moment,
    Out,
    ProblemOut,
    ProcedureWord,
    StageWord,
    Text,
)
from songda.web.api.tokens import ApiRequest, actor_of, court_of

Mark = Annotated[str, Field(max_length=120, pattern=r"^([0-9]{1,7}f(\.-?[0-9a-f]{1,40}){2})?$")]


class CaseIn(In):
    """A case, if wanted together with its parties.

    `is_status_case` is left out where it follows from the cause; that a case is none though its cause is (divorce,
    parentage, guardianship …) needs `status_reason`.
    """

    number: Text
    branch: BranchWord = "civil"
    procedure: ProcedureWord = "ordinary"
    stage: StageWord = "first_instance"
    is_status_case: bool | None = None
    status_reason: Text = ""
    cause: Text = ""
    judge_id: UUID | None = None
    persons: Annotated[list[PersonIn], Field(max_length=1000)] = []

    def file(self) -> CaseFile:
        draft = CaseDraft(**self.model_dump(include=set(CaseDraft.__dataclass_fields__)))
        return CaseFile(draft, tuple(person.file() for person in self.persons))


class CasesIn(In):
    """Many cases in one call."""

    cases: Annotated[list[CaseIn], Field(min_length=1, max_length=LARGEST_BULK)]


class SearchIn(In):
    """What to look for: a case number or a piece of it, a full name, an identity number or credit code.

    `after` takes the `next_after` of the page before.
    """

    text: Annotated[str, Field(min_length=1, max_length=100, pattern=WITHOUT_NUL)]
    after: Mark = ""


class HearingIn(In):
    """When and where the court will sit."""

    at: Moment
    place: Text


class HearingOut(Out):
    """A hearing. A summons that was ordered before `moved_at` names another time and calls nobody to this one."""

    id: UUID
    at: AwareDatetime
    place: str
    moved_at: AwareDatetime | None
    changed_at: AwareDatetime | None
    cancelled_at: AwareDatetime | None
    version: str

    @classmethod
    def of(cls, hearing: Hearing) -> Self:
        return cls.of_row(hearing, version=version_of_hearing(hearing))


class CaseOut(Out):
    """A case."""

    id: UUID
    number: str
    branch: str
    procedure: str
    stage: str
    is_status_case: bool
    cause: str
    judge_id: UUID | None
    registered_at: AwareDatetime
    closed_at: AwareDatetime | None
    jurisdiction_objected_at: AwareDatetime | None
    jurisdiction_dismissed_at: AwareDatetime | None
    procuratorate_takes_part: bool
    procuratorate_agreed_at: AwareDatetime | None
    version: str

    @classmethod
    def of(cls, case: Case) -> Self:
        own = {name: getattr(case, name) for name in CaseOut.model_fields if hasattr(case, name)}
        objection = newest(case, Kind.JURISDICTION_CONTESTED)
        procuratorate = newest(case, Kind.PROCURATORATE)
        return cls(
            **own,
            jurisdiction_objected_at=objection.since if objection else None,
            jurisdiction_dismissed_at=objection.until if objection else None,
            procuratorate_takes_part=procuratorate is not None,
            procuratorate_agreed_at=procuratorate.until if procuratorate else None,
            version=version_of(case),
        )


class NewCaseOut(CaseOut):
    """A case just registered, with the ids of its parties in the order of the request."""

    party_ids: list[UUID] = []


class WholeCaseOut(CaseOut):
    """A case with its hearings."""

    hearings: list[HearingOut] = []


class CasePageOut(Out):
    """One page of cases, newest first; `next_after` leads to the next page."""

    cases: list[CaseOut]
    next_after: str | None = None


class CaseRowOut(Out):
    """What became of one case of a bulk call: its ids, or the problem."""

    case_id: UUID | None = None
    party_ids: list[UUID] = []
    problem: ProblemOut | None = None


class CaseRowsOut(Out):
    """One row a case, in the order of the request."""

    accepted: int
    refused: int
    rows: list[CaseRowOut]


router = ChangingRouter(tags=["cases"])


@router.creates("/cases", NewCaseOut, "Register a case")
def register(request: ApiRequest, body: CaseIn) -> HttpResponse:
    """Registers a case, if wanted together with its parties, their addresses and consents: all of it or nothing."""

    def act() -> NewCaseOut:
        answer = register_files(court_of(request), [body.file()], actor_of(request), now())[0]
        if isinstance(answer, Refused):
            raise answer
        return NewCaseOut(**CaseOut.of(answer.case).model_dump(), party_ids=[party.id for party in answer.parties])

    return create_once(request, body, act)


@router.creates("/cases/bulk", CaseRowsOut, "Register many cases")
def register_many(request: ApiRequest, body: CasesIn) -> HttpResponse:
    """Registers up to 1,000 cases; each row of the answer says what became of that case. A wrong one harms no other."""

    def act() -> CaseRowsOut:
        files = [case.file() for case in body.cases]
        answers = register_files(court_of(request), files, actor_of(request), now())
        rows = [_row(place, answer) for place, answer in enumerate(answers)]
        accepted = sum(row.problem is None for row in rows)
        return CaseRowsOut(accepted=accepted, refused=len(rows) - accepted, rows=rows)

    return create_once(request, body, act)


@router.get("/cases", response=CasePageOut, summary="List cases")
def listed(request: ApiRequest, after: Mark = "") -> CasePageOut:
    """The court's cases, newest first, fifty a page; `after` takes the `next_after` of the page before."""
    return _page(cases_of(court_of(request), page=after))


@router.post("/cases/search", response=CasePageOut, summary="Search cases")
def search(request: ApiRequest, body: SearchIn) -> CasePageOut:
    """Cases by number (or a piece of it), a part of a name, a whole identity or telephone number, cause, or judge.

    A POST, so that nothing personal stands in an address; a search for a person is put on record.
    """
    return _page(search_cases(court_of(request), CaseFilter(body.text), actor_of(request), now(), body.after))


@router.get("/cases/{uuid:case_id}", response=WholeCaseOut, summary="Read a case")
def read(request: ApiRequest, case_id: UUID) -> WholeCaseOut:
    """One case with its hearings."""
    case = case_for(court_of(request), case_id)
    hearings = [HearingOut.of(hearing) for hearing in hearings_of(case)]
    return WholeCaseOut(**CaseOut.of(case).model_dump(), hearings=hearings)


@router.creates("/cases/{uuid:case_id}/hearings", HearingOut, "Set a hearing")
def set_a_hearing(request: ApiRequest, case_id: UUID, body: HearingIn) -> HttpResponse:
    """Sets a hearing; whether a default judgment would be safe is asked again for every summons."""
    case = case_for(court_of(request), case_id)
    return create_once(
        request, body, lambda: HearingOut.of(set_hearing(case, body.at, body.place, actor_of(request), now()))
    )


def _page(found: Page[Case]) -> CasePageOut:
    prefetch_related_objects(list(found.rows), "circumstances")  # of all of them in one statement
    return CasePageOut(cases=[CaseOut.of(case) for case in found.rows], next_after=found.further or None)


def _row(place: int, answer: FiledCase | Refused) -> CaseRowOut:
    if isinstance(answer, Refused):
        return CaseRowOut(problem=problem_of(answer, f"$.cases[{place}]"))
    return CaseRowOut(case_id=answer.case.id, party_ids=[party.id for party in answer.parties])
