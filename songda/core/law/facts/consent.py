"""What the recipient said to electronic service."""

from dataclasses import dataclass
from datetime import datetime

from songda.core.law.facts.words import (
    ConsentGround,
    PaperKind,
    Person,
    Stage,
)


@dataclass(frozen=True, slots=True)
class ConsentFact:
    """One agreement to electronic service; `None` in stages or paper kinds stands for all of them (`*`).

    `by` is who gave it: the recipient, their agent in the suit with authority, or their statutory agent.
    """

    ground: ConsentGround
    at: datetime
    stages: tuple[Stage, ...] | None
    paper_kinds: tuple[PaperKind, ...] | None
    withdrawn_at: datetime | None = None
    by: Person = Person.RECIPIENT


@dataclass(frozen=True, slots=True)
class RefusalFact:
    """The recipient clearly said no."""

    at: datetime
