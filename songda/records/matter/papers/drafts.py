"""What is asked for when a paper is placed on file."""

from dataclasses import dataclass, field
from datetime import datetime

from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.models import Party


@dataclass(frozen=True)
class PaperDraft:
    """A paper as it comes in: `filed_by` the party whose paper it is (None: the court's own).

    `days_set_in_paper` is the period that a notice to produce evidence sets, `carried_out_at` when a preservation
    ruling was, `issued_at` when a payment order was made out.
    """

    kind: str
    title: str
    pdf: bytes = field(repr=False)
    filed_by: Party | None = None
    replaces: Paper | None = None
    days_set_in_paper: int | None = None
    carried_out_at: datetime | None = None
    issued_at: datetime | None = None
