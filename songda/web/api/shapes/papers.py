"""Papers as they come in and go out."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import AwareDatetime, Field

from songda.records.matter.papers.models import Paper
from songda.web.api.shapes.base import LARGEST_BULK, In, Out, Text
from songda.web.api.shapes.words import PaperKindWord


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
        """From its row."""
        known = {name: getattr(paper, name) for name in cls.model_fields if name != "sha256"}
        return cls(sha256=paper.sha256_hex, **known)


class PapersOut(Out):
    """Papers, in the order of their filing or of the request."""

    papers: list[PaperOut]
