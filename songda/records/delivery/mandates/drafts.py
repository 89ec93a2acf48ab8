"""A mandate as it comes from a form or over the API."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class MandateDraft:
    """Who helps, for what, until when; `envelope_id` None: for every paper of the case."""

    name: str
    number: str
    relation: str
    given_how: str
    identified_how: str
    rights: tuple[str, ...]
    until: datetime
    envelope_id: UUID | None = None
