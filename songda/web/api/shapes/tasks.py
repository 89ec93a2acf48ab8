"""Tasks as they go out, and what other systems may do with them; nothing in them names a party."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from songda.records.court.staff.models import User
from songda.records.delivery.tasks.by_hand import LONGEST_EXTENSION
from songda.records.delivery.tasks.models import Substitution, Task
from songda.records.matter.cases.actions import Reason
from songda.records.overview.boards.workload import Load
from songda.web.api.shapes.base import In, Moment, Out, Text
from songda.web.api.shapes.words import HandingWord

WorkingDays = Annotated[int, Field(ge=1, le=LONGEST_EXTENSION)]


class TaskOut(Out):
    """A task: what, why, until when, whose. While `stands_still_since` is set its clock does not run."""

    id: UUID
    kind: str
    reason: str
    case_id: UUID
    case_number: str
    envelope_id: UUID | None
    party_id: UUID | None
    opened_at: datetime
    due_at: datetime
    stands_still_since: datetime | None
    owner_id: UUID | None
    owner: str
    closed_at: datetime | None
    ended_by: str

    @classmethod
    def of(cls, task: Task) -> Self:
        """From its row, which comes with its case and owner."""
        own = {name: getattr(task, name) for name in cls.model_fields if name not in {"case_number", "owner"}}
        return cls(**own, case_number=task.case.number, owner=str(task.owner or ""))


class HandOverIn(In):
    """To whom a task goes; `seen_owner_id` is whose it was when the caller looked, null for nobody's."""

    owner_id: UUID
    seen_owner_id: UUID | None = None


class ExtensionIn(In):
    """How many working days more, and why."""

    working_days: WorkingDays
    reason: Text

    def why(self) -> Reason:
        """For the records."""
        return Reason(self.reason)


class DeskOut(Out):
    """A member of staff who does tasks, how many lie on their desk, and who stands in while they are away."""

    id: UUID
    name: str
    office: str
    open: int
    late: int
    stand_in_id: UUID | None

    @classmethod
    def of(cls, person: User, load: Load) -> Self:
        """From the records."""
        away = load.stand_in.id if load.stand_in else None
        return cls(id=person.id, name=str(person), office=person.role, open=load.open, late=load.late, stand_in_id=away)


class HandAllIn(In):
    """To whom all open tasks of the person go."""

    to_id: UUID


class HandedOut(Out):
    """How many tasks changed hands."""

    count: int


class SubstitutionIn(In):
    """Who is away, from when until when, and who stands in."""

    person_id: UUID
    stand_in_id: UUID
    since: Moment
    until: Moment


class SubstitutionOut(Out):
    """Who stands in for whom; `ended_at` where they were back before the time."""

    id: UUID
    person_id: UUID
    stand_in_id: UUID
    since: datetime
    until: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, row: Substitution) -> Self:
        """From its row."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class BackIn(In):
    """Nothing has to be said."""


class HandingRuleIn(In):
    """To whom new tasks fall that are nobody's."""

    rule: HandingWord


class HandingRuleOut(Out):
    """The rule of the court."""

    rule: str
