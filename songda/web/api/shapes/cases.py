"""Cases and hearings as they come in and go out."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, Field

from songda.core.circumstances import Kind
from songda.records.matter.cases.actions import CaseDraft
from songda.records.matter.cases.corrections import version_of
from songda.records.matter.cases.models import Case, Hearing
from songda.records.matter.circumstances.entries import newest
from songda.records.matter.parties.bulk import CaseFile
from songda.web.api.shapes.base import LARGEST_BULK, WITHOUT_NUL, In, Moment, Out, ProblemOut, Text
from songda.web.api.shapes.parties import PersonIn
from songda.web.api.shapes.words import BranchWord, ProcedureWord, StageWord

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
        """For the records."""
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

    @classmethod
    def of(cls, hearing: Hearing) -> Self:
        """From its row."""
        return cls(**{name: getattr(hearing, name) for name in cls.model_fields})


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
        """From its row."""
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
