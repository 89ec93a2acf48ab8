"""Cases: registered singly with their parties or in bulk, listed, read, given a hearing."""

from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import HttpResponse

from songda.clock import now
from songda.core.refusal import Refused
from songda.records.ground.pages import Page
from songda.records.matter.cases.hearings import set_hearing
from songda.records.matter.cases.models import Case
from songda.records.matter.cases.queries import case_for, hearings_of
from songda.records.matter.parties.bulk import Filed, register_files
from songda.records.matter.parties.find_cases import Wanted, cases_of, search_cases
from songda.web.api.once import ChangingRouter, create_once
from songda.web.api.problems import problem_of
from songda.web.api.shapes.cases import (
    CaseIn,
    CaseOut,
    CasePageOut,
    CaseRowOut,
    CaseRowsOut,
    CasesIn,
    HearingIn,
    HearingOut,
    Mark,
    NewCaseOut,
    SearchIn,
    WholeCaseOut,
)
from songda.web.api.tokens import ApiRequest, actor_of, court_of

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
    return _page(search_cases(court_of(request), Wanted(body.text), actor_of(request), now(), body.after))


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


def _row(place: int, answer: Filed | Refused) -> CaseRowOut:
    if isinstance(answer, Refused):
        return CaseRowOut(problem=problem_of(answer, f"$.cases[{place}]"))
    return CaseRowOut(case_id=answer.case.id, party_ids=[party.id for party in answer.parties])
