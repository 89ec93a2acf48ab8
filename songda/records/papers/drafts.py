"""What is asked for when a paper is placed on file."""

from dataclasses import dataclass, field

from songda.records.papers.models import Paper
from songda.records.parties.models import Party


@dataclass(frozen=True)
class PaperDraft:
    """A paper as it comes in: `filed_by` the party whose paper it is (None: the court's own)."""

    kind: str
    title: str
    pdf: bytes = field(repr=False)
    filed_by: Party | None = None
    supersedes: Paper | None = None
