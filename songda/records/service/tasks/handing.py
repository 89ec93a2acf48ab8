"""Whose task a task is: taken on, handed over, all of a person at once, left behind, or seen to by a stand-in.

Every write is conditional: of two desks that reach for the same task one gets it; the other is told who has it. No task
stays with somebody who no longer does tasks. Of somebody who is away new tasks fall to the stand-in, and the open ones
lie on both desks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from songda.clock import new_id
from songda.core.access import Role, may_approve_lookup
from songda.core.delivery.incidents import Work
from songda.core.delivery.tasks import FOR_APPROVERS, FOR_JUDGES
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase
from songda.records.court.staff import actions as staff
from songda.records.court.staff.models import Court, User
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.incidents.stuck import may_be_tried, note_tried
from songda.records.ground.queue import CHUNK, isolate_failures
from songda.records.service.tasks.assignment import DOES_TASKS, UnassignedTask, owners
from songda.records.service.tasks.models import Substitution, Task


class TakenByAnother(Refused):
    """Somebody was faster. The sentence names who has it now; nothing logs it."""

    def __init__(self, owner: User | None) -> None:
        super().__init__("task_held_by_another" if owner else "task_let_go")
        self.owner = owner

    def sentence(self, language: str) -> str:
        """Who has it, and what to do."""
        return Phrase(f"refusals.{self.code}", {"who": str(self.owner or "")}).sentence(language)


def take_task(task: Task, user: User, now: datetime) -> None:
    """The member of staff takes the task on, from nobody or from whoever had it as they saw it; see `hand_over`."""
    hand_over(task, user, f"staff:{user.id}", now)


@transaction.atomic
def hand_over(task: Task, to: User, by: str, now: datetime) -> None:
    """Give the task to a member of staff, if it still is whose `task.owner_id` says; twice is as good as once.

    Raises HeldByAnother where it changed hands meanwhile, Refused where it is over or the judge's own, WrongField where
    that person does no tasks in this court.
    """
    if barred := _barred(task, to):
        raise Refused(barred)
    check_does_tasks(to, task.court_id, "to")
    before = task.owner_id
    if before == to.id and Task.objects.filter(id=task.id, closed_at=None, owner=to).exists():
        return
    if not Task.objects.filter(id=task.id, closed_at=None, owner_id=before).update(owner=to):
        raise _why_not(task, to)
    task.owner = to
    record([assigned(task, before, by, now)], now)


def _barred(task: Task, to: User) -> str:
    """Why this person cannot have the task, whose end is a decision that is not theirs; empty where they can."""
    if task.kind in FOR_JUDGES and to.id != task.case.judge_id:
        return "task_is_the_judges"
    if task.kind in FOR_APPROVERS and not may_approve_lookup(to.role, to.id, task.case.judge_id):
        return "task_is_an_approvers"
    return ""


@transaction.atomic
def hand_over_all(person: User, to: User, by: str, now: datetime) -> int:
    """Give all open tasks of a person to another in one act, but those that this other may not decide; how many.

    Raises WrongField where the other does no tasks in this court, or is the same.
    """
    if person.court_id is None:
        return 0
    check_does_tasks(to, person.court_id, "to")
    if to.id == person.id:
        raise WrongField("to", "task_same_person")
    their_tasks = Task.objects.filter(owner=person, closed_at=None).exclude(kind__in=FOR_JUDGES).order_by("id")
    locked = their_tasks.select_for_update(of=("self",)).select_related("case")
    tasks = [task for task in locked if not _barred(task, to)]
    Task.objects.filter(id__in=[task.id for task in tasks]).update(owner=to)
    for task in tasks:
        task.owner_id = to.id
    record([assigned(task, person.id, by, now) for task in tasks], now)
    return len(tasks)


@transaction.atomic
def follow_judges(case_ids: Sequence[UUID], now: datetime) -> int:
    """Tasks that are decided go with their case where another judge was entered, or none; how many.

    What whoever approves has, and still may approve, stays with them: a supervisor may in every case.

    Locks the tasks that go, no others; whoever locks envelopes too has done so before.
    """
    decided = FOR_JUDGES | FOR_APPROVERS
    open_ones = Task.objects.filter(case_id__in=case_ids, kind__in=decided, closed_at=None)
    left = [task.id for task in open_ones.select_related("case__judge", "owner") if _is_left(task)]
    locked = open_ones.filter(id__in=left).order_by("id").select_for_update(of=("self",)) if left else open_ones.none()
    tasks = [task for task in locked.select_related("case__judge", "owner") if _is_left(task)]
    events = []
    for task in tasks:
        before, task.owner = task.owner_id, _judge_of(task)
        events.append(assigned(task, before, "engine", now))
    Task.objects.bulk_update(tasks, ["owner"])
    record(events, now)
    return len(tasks)


def _is_left(task: Task) -> bool:
    if task.kind in FOR_APPROVERS:
        return task.owner is not None and bool(_barred(task, task.owner))
    judge = _judge_of(task)
    return task.owner_id != (judge.id if judge else None)


def _judge_of(task: Task) -> User | None:
    judge = task.case.judge
    return judge if judge is not None and judge.is_active and judge.role == Role.JUDGE else None


def check_does_tasks(user: User, court_id: UUID, field: str) -> None:
    """WrongField unless the person works in that court now, in an office that does tasks."""
    if not (user.is_active and user.court_id == court_id and user.role in DOES_TASKS):
        raise WrongField(field, "does_no_tasks")


def colleagues(court: Court) -> list[User]:
    """Everybody of a court who does tasks, by name."""
    rows = User.objects.filter(court=court, is_active=True, role__in=DOES_TASKS)
    return list(rows.order_by("display_name", "username"))


def assigned(task: Task, before: UUID | None, by: str, now: datetime) -> NewEvent:
    """The task has another owner, or none."""
    data = {"owner": str(task.owner_id) if task.owner_id else None, "before": str(before) if before else None}
    name = "task.assigned" if task.owner_id else "task.released"
    return NewEvent(name, f"task:{task.id}", task.case_id, now, by, data)


def _why_not(task: Task, to: User) -> Refused:
    """It is over, or somebody else has it, or nobody has it any more."""
    task_now = Task.objects.filter(id=task.id, closed_at=None).exclude(owner=to).select_related("owner").first()
    return TakenByAnother(task_now.owner) if task_now else Refused("already_closed")


@transaction.atomic
def close_account(user: User, by: str, now: datetime) -> int:
    """Close the account and let its tasks fall anew, in one transaction; how many. Raises as `remove_user` does."""
    staff.remove_user(user, by, now)
    return _reassign_all(user, by, now)


@transaction.atomic
def change_office(user: User, role: Role, by: str, now: datetime, *, approved_by: str = "") -> int:
    """Give another office; what cannot be done or decided in it falls anew; how many. Raises as `set_role` does."""
    staff.set_role(user, role, by, now, approved_by=approved_by)
    if role.value not in DOES_TASKS:
        return _reassign_all(user, by, now)
    return _reassign_decided(user, role, by, now)


@transaction.atomic
def release_stranded(now: datetime) -> int:
    """Whatever way an account was closed: a chunk of tasks of those who do none falls anew; how many were found."""
    does_none = User.objects.filter(Q(is_active=False) | ~Q(role__in=DOES_TASKS))
    stranded = Task.objects.filter(may_be_tried(Work.REASSIGN, now), owner__in=does_none, closed_at=None).order_by("id")
    tasks = list(
        stranded.select_for_update(skip_locked=True, of=("self",)).select_related("case__court", "court")[:CHUNK]
    )
    _, failed = isolate_failures(tasks, lambda some: _reassign(list(some), "engine", now))
    note_tried(Work.REASSIGN, [task.id for task in tasks], failed, now)
    return len(tasks)


def _reassign_all(user: User, by: str, now: datetime) -> int:
    their_tasks = Task.objects.filter(owner=user, closed_at=None).order_by("id")
    tasks = list(their_tasks.select_for_update(of=("self",)).select_related("case__court", "court"))
    _reassign(tasks, by, now)
    return len(tasks)


def _reassign_decided(user: User, role: Role, by: str, now: datetime) -> int:
    user.role = role.value
    kinds = FOR_APPROVERS if role is Role.JUDGE else FOR_APPROVERS | FOR_JUDGES
    rows = Task.objects.filter(owner=user, kind__in=kinds, closed_at=None).order_by("id")
    locked = rows.select_for_update(of=("self",)).select_related("case__court", "court")
    tasks = [task for task in locked if task.kind in FOR_JUDGES or _barred(task, user)]
    _reassign(tasks, by, now)
    return len(tasks)


def _reassign(tasks: list[Task], by: str, now: datetime) -> None:
    """A judge's task is nobody's then: every judge finds it on their desk."""
    new_owners = owners([UnassignedTask(task.case, task.kind, task.court) for task in tasks], now)
    events = []
    for task, owner in zip(tasks, new_owners, strict=True):
        before, task.owner_id = task.owner_id, None if task.kind in FOR_JUDGES else owner
        events.append(assigned(task, before, by, now))
    Task.objects.bulk_update(tasks, ["owner"])
    record(events, now)


@dataclass(frozen=True)
class SubstitutionDraft:
    """Who is away from when until when, and who stands in."""

    person: User
    stand_in: User
    since: datetime
    until: datetime


@transaction.atomic
def note_substitution(draft: SubstitutionDraft, by: str, now: datetime) -> Substitution:
    """Put it on record. Raises WrongField: times in the wrong order or over, the same person, one who does no tasks;
    Refused where somebody stands in for them already at that time."""
    person = User.objects.select_for_update().get(id=draft.person.id)  # one after the other
    _check_substitution(draft, person, now)
    running = Substitution.objects.filter(person=person, ended_at=None)
    if running.filter(since__lt=draft.until, until__gt=draft.since).exists():
        raise Refused("substituted_already")
    row = Substitution.objects.create(
        id=new_id(), person=person, stand_in=draft.stand_in, since=draft.since, until=draft.until, noted_by=by
    )
    record([_substitution_event("substitution.noted", row, by, now)], now)
    return row


@transaction.atomic
def end_substitution(row: Substitution, by: str, now: datetime) -> None:
    """They are back, or it was entered by mistake; what fell to the stand-in stays theirs."""
    over = Substitution.objects.filter(id=row.id, ended_at=None, until__gt=now)
    if not over.update(ended_at=now):
        raise Refused("substitution_over_already")
    record([_substitution_event("substitution.ended", row, by, now)], now)


def substitutions_of(court: Court, now: datetime, person: User | None = None) -> list[Substitution]:
    """Those that run or are to come, of the whole court or as one person is concerned, the nearest first."""
    rows = Substitution.objects.filter(person__court=court, ended_at=None, until__gt=now)
    if person is not None:
        rows = rows.filter(Q(person=person) | Q(stand_in=person))
    return list(rows.select_related("person", "stand_in").order_by("since", "id"))


def substitution_of(court: Court, substitution_id: UUID) -> Substitution:
    """One of this court; Substitution.DoesNotExist for any other."""
    return Substitution.objects.select_related("person", "stand_in").get(id=substitution_id, person__court=court)


def _check_substitution(draft: SubstitutionDraft, person: User, now: datetime) -> None:
    if draft.until <= draft.since:
        raise WrongField("until", "ends_before_it_begins")
    if draft.until <= now:
        raise WrongField("until", "substitution_in_past")
    if person.court_id is None:
        raise WrongField("person", "does_no_tasks")
    check_does_tasks(person, person.court_id, "person")
    check_does_tasks(draft.stand_in, person.court_id, "stand_in")
    if draft.stand_in.id == person.id:
        raise WrongField("stand_in", "task_same_person")


def _substitution_event(name: str, row: Substitution, by: str, now: datetime) -> NewEvent:
    data = {
        "stand_in": str(row.stand_in_id),
        "since": row.since.isoformat(),
        "until": row.until.isoformat(),
    }
    return NewEvent(name, f"staff:{row.person_id}", None, now, by, data)
