"""What is to be noted of a person or of a case, as it comes from a form or over the API."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class CircumstanceDraft:
    """A kind and what its row asks for; what it does not ask for is left empty."""

    kind: str
    since: datetime | None = None
    until: datetime | None = None
    basis: str = ""
    words: str = ""
    ways: tuple[str, ...] = ()
    papers: tuple[UUID, ...] = ()
    party_id: UUID | None = None
