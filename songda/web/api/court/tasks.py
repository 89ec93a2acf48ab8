"""Tasks: read, handed over, given more time; who stands in for whom, and how new ones are given out."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from django.http import HttpResponse
from ninja import Query
from pydantic import Field

from songda.clock import now
from songda.records.court.staff.models import User
from songda.records.matter.cases.actions import Reason
from songda.records.overview.boards.queries import open_tasks_page, task_of
from songda.records.overview.boards.workload import Load, loads
from songda.records.service.tasks.assignment import rule_of, set_rule
from songda.records.service.tasks.by_hand import LONGEST_EXTENSION, extend
from songda.records.service.tasks.handing import (
    SubstitutionDraft,
    end_substitution,
    hand_over,
    hand_over_all,
    note_substitution,
    substitution_of,
    substitutions_of,
)
from songda.records.service.tasks.models import Task
from songda.web.api.once import ChangingRouter, change_once, create_once
from songda.web.api.shapes import HandingWord, In, Moment, Out, RowOut, Text
from songda.web.api.tokens import ApiRequest, actor_of, court_of

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
        return cls.of_row(task, case_number=task.case.number, owner=str(task.owner or ""))


class HandOverIn(In):
    """To whom a task goes; `seen_owner_id` is whose it was when the caller looked, null for nobody's."""

    owner_id: UUID
    seen_owner_id: UUID | None = None


class ExtensionIn(In):
    """How many working days more, and why."""

    working_days: WorkingDays
    reason: Text

    def why(self) -> Reason:
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


class SubstitutionOut(RowOut):
    """Who stands in for whom; `ended_at` where they were back before the time."""

    id: UUID
    person_id: UUID
    stand_in_id: UUID
    since: datetime
    until: datetime
    ended_at: datetime | None


class BackIn(In):
    """Nothing has to be said."""


class HandingRuleIn(In):
    """To whom new tasks fall that are nobody's."""

    rule: HandingWord


class HandingRuleOut(Out):
    """The rule of the court."""

    rule: str


router = ChangingRouter(tags=["tasks"])
Page = Annotated[int, Query(ge=1, le=100_000)]


@router.get("/tasks", response=list[TaskOut], summary="List the open tasks")
def listed(request: ApiRequest, page: Page = 1, owner_id: UUID | None = None) -> list[TaskOut]:
    """Two hundred a page, those that are due first on top; of one member of staff where `owner_id` is given."""
    return [TaskOut.of(task) for task in open_tasks_page(court_of(request), owner_id, page)]


@router.get("/tasks/{uuid:task_id}", response=TaskOut, summary="Read a task")
def read(request: ApiRequest, task_id: UUID) -> TaskOut:
    """A task, whether it is open or ended."""
    return TaskOut.of(_task(request, task_id))


@router.changes("/tasks/{uuid:task_id}", TaskOut, "Hand a task over")
def hand(request: ApiRequest, task_id: UUID, body: HandOverIn) -> HttpResponse:
    """Gives it to a member of staff if it still is whose the caller saw; else 409, and the sentence says who has it."""
    task = _task(request, task_id)
    to = _member(request, body.owner_id)

    def act() -> TaskOut:
        task.owner_id = body.seen_owner_id
        hand_over(task, to, actor_of(request), now())
        return TaskOut.of(_task(request, task_id))

    return change_once(request, body, act)


@router.creates("/tasks/{uuid:task_id}/extension", TaskOut, "Give a task more time")
def more_time(request: ApiRequest, task_id: UUID, body: ExtensionIn) -> HttpResponse:
    """Counted from the day on which it is due, or from today where that is over; the reason is kept sealed."""
    task = _task(request, task_id)

    def act() -> TaskOut:
        extend(task, body.working_days, body.why(), actor_of(request), now())
        return TaskOut.of(_task(request, task_id))

    return create_once(request, body, act)


@router.get("/staff", response=list[DeskOut], summary="List who does tasks")
def desks(request: ApiRequest) -> list[DeskOut]:
    """Everybody of the court who does tasks, with how many are open and how many of these are late."""
    return [DeskOut.of(one.person, one) for one in loads(court_of(request), now()) if one.person]


@router.creates("/staff/{uuid:user_id}/handover", HandedOut, "Hand over all tasks of a person")
def hand_all(request: ApiRequest, user_id: UUID, body: HandAllIn) -> HttpResponse:
    """All their open tasks in one act, but those that only a judge decides."""
    person, to = _member(request, user_id), _member(request, body.to_id)
    return create_once(request, body, lambda: HandedOut(count=hand_over_all(person, to, actor_of(request), now())))


@router.get("/substitutions", response=list[SubstitutionOut], summary="List who stands in for whom")
def substitutions(request: ApiRequest) -> list[SubstitutionOut]:
    """Those that run and those to come."""
    return [SubstitutionOut.of(row) for row in substitutions_of(court_of(request), now())]


@router.creates("/substitutions", SubstitutionOut, "Note who stands in")
def substitute(request: ApiRequest, body: SubstitutionIn) -> HttpResponse:
    """New tasks fall to whoever stands in; the open ones lie on both desks."""
    person, stand_in = _member(request, body.person_id), _member(request, body.stand_in_id)
    draft = SubstitutionDraft(person, stand_in, body.since, body.until)
    return create_once(request, body, lambda: SubstitutionOut.of(note_substitution(draft, actor_of(request), now())))


@router.creates("/substitutions/{uuid:substitution_id}/back", SubstitutionOut, "End a substitution")
def back(request: ApiRequest, substitution_id: UUID, body: BackIn) -> HttpResponse:
    """They are back before the time, or it was entered by mistake; what fell to the stand-in stays theirs."""
    row = substitution_of(court_of(request), substitution_id)

    def act() -> SubstitutionOut:
        end_substitution(row, actor_of(request), now())
        return SubstitutionOut.of(substitution_of(court_of(request), substitution_id))

    return create_once(request, body, act)


@router.get("/handing-rule", response=HandingRuleOut, summary="Read how new tasks are given out")
def rule(request: ApiRequest) -> HandingRuleOut:
    """To whom new tasks fall that are nobody's by their kind."""
    return HandingRuleOut(rule=rule_of(court_of(request)).value)


@router.changes("/handing-rule", HandingRuleOut, "Choose how new tasks are given out")
def choose_rule(request: ApiRequest, body: HandingRuleIn) -> HttpResponse:
    """Counts for tasks that open from now on; whoever is away or gone is left out."""

    def act() -> HandingRuleOut:
        return HandingRuleOut(rule=set_rule(court_of(request), body.rule, actor_of(request), now()).value)

    return change_once(request, body, act)


def _task(request: ApiRequest, task_id: UUID) -> Task:
    return task_of(court_of(request), task_id)


def _member(request: ApiRequest, user_id: UUID) -> User:
    return User.objects.get(id=user_id, court=court_of(request))
