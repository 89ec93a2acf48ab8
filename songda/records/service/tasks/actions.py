"""Opens tasks that people must do, lets their clocks stand still, and ends them by the fact that they wait for.

The clock of a task stands still while it waits for the judge or for a look-up, where its kind says so. An envelope
whose facts cannot be worked with is set aside as a task too, and tried again with growing waits.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from songda.clock import new_id
from songda.core.delivery.states import next_try_in_quarantine
from songda.core.delivery.tasks import FOR_JUDGES, Fact, ended_by, waiting_for
from songda.core.evidence.canonical import Json
from songda.core.terms import EntryKind, Wait
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.premises import UntoldError
from songda.records.ground.queue import Failed
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.models import Party
from songda.records.service.orders.models import Envelope
from songda.records.service.orders.overtaken import is_dead
from songda.records.service.tasks.assignment import UnassignedTask, owners
from songda.records.service.tasks.limits import limiting_lines
from songda.records.service.tasks.models import Task, TermEntry
from songda.records.service.tasks.terms import (
    TERM_COLUMNS,
    Hours,
    after_last,
    arm,
    begin_term,
    entries_of,
    ledger_of,
    office_hours,
    set_term,
)

log = logging.getLogger(__name__)
_MEND = "mend_envelope"


@dataclass(frozen=True)
class TaskDraft:
    """What is to be done and why; `case` comes with its court, `party` where there is no envelope.

    `due_at` where somebody named the moment; else it follows from the kind. `court` where another one than that of the
    case is to do it. `agreed_by` who of the staff promised it to somebody: it is theirs, else the case's clerk's.
    """

    kind: str
    reason: str
    case: Case
    envelope: Envelope | None = None
    party: Party | None = None
    due_at: datetime | None = None
    court: Court | None = None
    agreed_by: UUID | None = None

    @property
    def unique_key(self) -> tuple[UUID | None, UUID | None, str, UUID]:
        """What may be open only once; several courts may be asked to serve the same papers."""
        whose = self.court.id if self.court else self.case.court_id
        return self.envelope.id if self.envelope else None, self.party.id if self.party else None, self.kind, whose


@dataclass(frozen=True)
class ClosingWords:
    """What somebody said who ended a task, sealed; and what was open then, as it was shown to them."""

    private: Mapping[str, Json] = field(default_factory=dict)
    known: Mapping[str, Json] = field(default_factory=dict)


NO_WORDS = ClosingWords()


def open_tasks(drafts: Sequence[TaskDraft], now: datetime) -> None:
    """Open the tasks that are not open already, with one event each."""
    if drafts:
        _open(drafts, now)


@transaction.atomic
def _open(drafts: Sequence[TaskDraft], now: datetime) -> None:
    envelopes, parties = ([getattr(d, name) for d in drafts] for name in ("envelope", "party"))
    known = Task.objects.filter(
        Q(envelope__in=[e for e in envelopes if e]) | Q(party__in=[p for p in parties if p]), closed_at=None
    )
    taken = set(known.values_list("envelope_id", "party_id", "kind", "court_id"))
    gone = _gone(drafts)
    left = [draft for draft in drafts if _about(draft) not in gone]  # whatever asked for it, and when
    fresh = [d for d in left if d.unique_key[:2] == (None, None) or d.unique_key not in taken]
    unassigned = [
        UnassignedTask(draft.case, draft.kind, draft.court or draft.case.court, draft.agreed_by) for draft in fresh
    ]
    tasks = [_task(draft, owner, now) for draft, owner in zip(fresh, owners(unassigned, now), strict=True)]
    if tasks:
        limits = limit_terms(tasks, {}, now)
        Task.objects.bulk_create(tasks, ignore_conflicts=True)
        written = set(Task.objects.filter(id__in=[task.id for task in tasks]).values_list("id", flat=True))
        opened = [task for task in tasks if task.id in written]  # another process may have been faster
        TermEntry.objects.bulk_create([line for line in limits if line.task_id in written])
        record([_opened(task, now) for task in opened], now)
        pause_clocks_for_judges(opened, "engine", now)


@transaction.atomic
def open_for_reason(draft: TaskDraft, now: datetime) -> None:
    """Open the task of an envelope; one that is open for another reason goes on for this one."""
    open_tasks([draft], now)
    is_open = Q(envelope=draft.envelope, kind=draft.kind, court=draft.court or draft.case.court, closed_at=None)
    for task in Task.objects.filter(is_open).exclude(reason=draft.reason).select_for_update():
        before, task.reason = task.reason, draft.reason
        task.save(update_fields=["reason"])
        record([with_data(task_event("task.reason_changed", task, "engine", now), before=before)], now)


def _gone(drafts: Sequence[TaskDraft]) -> set[UUID]:
    """Of the people that these are about those who have died or are not in the case any more."""
    people = {about for draft in drafts if (about := _about(draft)) is not None}
    if not people:
        return set()
    gone = Party.objects.filter(Q(removed_at__isnull=False) | is_dead(), id__in=people)
    return set(gone.values_list("id", flat=True))


def _about(draft: TaskDraft) -> UUID | None:
    """Whom there must be to do it for; what was ordered for a representative who left is served on the party."""
    if draft.kind not in ended_by(Fact.DIED) or draft.reason == "representative_left":
        return None
    return draft.envelope.party_id if draft.envelope is not None else draft.party.id if draft.party else None


def limit_terms(
    tasks: Sequence[Task],
    entries: Mapping[UUID, Sequence[TermEntry]],
    now: datetime,
    *,
    begins: bool = False,
    hours: Hours = office_hours,
) -> list[TermEntry]:
    """Reckon these tasks so that none is due beyond its hearing or last day; the caller saves tasks and lines."""
    lines = limiting_lines(tasks, entries, now, begins=begins, hours=hours)
    for line in lines:
        set_term(line.task, [*entries.get(line.task.id, ()), line], hours(line.task.court.zone))
    return lines


@transaction.atomic(savepoint=False)  # whoever calls it inside an act of theirs has nothing to save of it alone
def redate_tasks(of: Q, now: datetime) -> None:
    """Hearings or last days became others: date these open tasks anew where they are due at another time."""
    rows = Task.objects.filter(of, closed_at=None, stands_still_since=None).order_by("id")
    locked = rows.select_for_update(of=("self",)).select_related("court", "envelope__party", "party")
    tasks = {task.id: task for task in locked}
    before = {task.id: task.due_at for task in tasks.values()}
    lines = limit_terms(list(tasks.values()), entries_of(list(tasks.values())), now)
    for line in lines:
        if before[line.task.id] <= now < line.task.due_at:  # somebody was told that it is late, and it no longer is
            line.task.term += 1
            begin_term(line.task)
            arm(line.task, office_hours(line.task.court.zone))
    TermEntry.objects.bulk_create(lines)
    Task.objects.bulk_update([line.task for line in lines], TERM_COLUMNS)
    events = [(line, task_event("task.redated", line.task, "engine", now)) for line in lines]
    record(
        [
            with_data(event, before=before[line.task.id].isoformat(), why=line.limit or line.kind)
            for line, event in events
        ],
        now,
    )


def end_by_fact(fact: Fact, of: Q, by: str, now: datetime) -> list[Task]:
    """End the open tasks of these that wait for this fact; inside the transaction that puts the fact on record.

    Gives back what it ended, each with its case, envelope and party.
    """
    waiting = Task.objects.filter(of, kind__in=ended_by(fact), closed_at=None)
    return end(list(waiting.values_list("id", flat=True)), fact, by, now)


class OpenTask(NamedTuple):
    """An open task of an envelope."""

    id: UUID
    envelope_id: UUID
    kind: str
    reason: str


def open_tasks_of(envelope_ids: Iterable[UUID]) -> list[OpenTask]:
    """The open tasks of these envelopes, for those who end some of them by one fact and some by another."""
    rows = Task.objects.filter(envelope_id__in=list(envelope_ids), closed_at=None)
    return [OpenTask(*row) for row in rows.values_list("id", "envelope_id", "kind", "reason")]


def end_those_of(tasks: Iterable[OpenTask], fact: Fact, by: str, now: datetime) -> None:
    """End those of these tasks that wait for this fact; inside the transaction that puts the fact on record."""
    end([task.id for task in tasks if task.kind in ended_by(fact)], fact, by, now)


def end(task_ids: Sequence[UUID], how: str, by: str, now: datetime, closing: ClosingWords = NO_WORDS) -> list[Task]:
    """End those of the tasks that are still open, with one event each; inside the caller's transaction."""
    if not task_ids:
        return []
    rows = Task.objects.filter(id__in=task_ids, closed_at=None).order_by("id").select_for_update(of=("self",))
    tasks = list(rows.select_related("case__court", "envelope", "party"))
    for task in tasks:
        task.closed_at, task.closed_by, task.ended_by = now, by, how
    Task.objects.bulk_update(tasks, ["closed_at", "closed_by", "ended_by"])
    events = [with_data(task_event("task.closed", task, by, now, closing.private), **closing.known) for task in tasks]
    record(events, now)
    resume_clocks_after_judges(tasks, by, now)
    return tasks


def quarantine(failed: Sequence[Failed[Envelope]], reason: str, now: datetime) -> Mapping[UUID, datetime]:
    """Open a task for each of these envelopes and give the moment at which each is to be tried again.

    Inside the caller's transaction; the envelopes come with case and court. Only the kind of error is logged.
    """
    if not failed:
        return {}
    for one in failed:
        said = one.wrong if isinstance(one.wrong, UntoldError) else one.kind
        log.error("envelope %s is in quarantine: %s (%s)", one.row.id, reason, said)
    envelopes = [one.row for one in failed]
    known = Task.objects.filter(envelope__in=envelopes, kind=_MEND, closed_at=None)
    since = dict(known.values_list("envelope_id", "opened_at"))
    open_tasks([TaskDraft(_MEND, reason, envelope.case, envelope) for envelope in envelopes], now)
    return {envelope.id: next_try_in_quarantine(since.get(envelope.id, now), now) for envelope in envelopes}


def end_quarantine(tasks: Iterable[OpenTask], reason: str, now: datetime) -> None:
    """What had been set aside for this reason went well: nobody has to see to it any more."""
    end_those_of([task for task in tasks if task.reason == reason], Fact.MENDED, "engine", now)


def _opened(task: Task, now: datetime) -> NewEvent:
    owner = str(task.owner_id) if task.owner_id else None
    return with_data(task_event("task.opened", task, "engine", now), owner=owner)


def pause_clocks(of: Q, wait: Wait, by: str, now: datetime) -> None:
    """Stop the clocks of these open tasks whose kinds wait for that; inside the caller's transaction."""
    _change_clocks(of, EntryKind.PAUSED, wait, by, now)


def resume_clocks(of: Q, wait: Wait, by: str, now: datetime) -> None:
    """Let the clocks run again that stood still for that; what was left of the term is left still."""
    _change_clocks(of, EntryKind.RESUMED, wait, by, now)


def pause_clocks_for_judges(opened: Sequence[Task], by: str, now: datetime) -> None:
    """What was opened for the judge stops what waits for it; what waits for the judge begins standing still."""
    for_judge = [task for task in opened if task.kind in FOR_JUDGES]
    if for_judge:
        pause_clocks(_same_envelopes(for_judge), Wait.JUDGE, by, now)
    waiting = [task for task in opened if task.kind in waiting_for(Wait.JUDGE)]
    if waiting and (paused_ids := _with_judge(waiting)):
        pause_clocks(Q(id__in=paused_ids), Wait.JUDGE, by, now)


def resume_clocks_after_judges(ended: Sequence[Task], by: str, now: datetime) -> None:
    """What waited for the judge runs again once nothing beside it is with the judge any more."""
    decided = [task for task in ended if task.kind in FOR_JUDGES]
    if not decided:
        return
    concerned = Task.objects.filter(_same_envelopes(decided), kind__in=waiting_for(Wait.JUDGE), closed_at=None)
    waiting = list(concerned.select_related("envelope"))
    with_judge = _with_judge(waiting)
    resume_clocks(Q(id__in=[task.id for task in waiting if task.id not in with_judge]), Wait.JUDGE, by, now)


def restart_clock(task: Task, by: str, now: datetime) -> None:
    """A task that is opened again begins its next term with its clock running; the caller saves it.

    What ended while it was closed told it nothing, so it must not stand still for that.
    """
    entries = entries_of([task])[task.id]
    waits = sorted(ledger_of(task, entries).stands_still_for)
    at = after_last(task, entries, now)
    lines = [TermEntry(task=task, at=at, kind=EntryKind.RESUMED, wait=wait, by=by) for wait in waits]
    TermEntry.objects.bulk_create(lines)
    task.term += 1
    begin_term(task)
    set_term(task, [*entries, *lines])
    TermEntry.objects.bulk_create(limit_terms([task], {task.id: [*entries, *lines]}, now, begins=True))


def task_event(name: str, task: Task, actor: str, now: datetime, private: Mapping[str, Json] | None = None) -> NewEvent:
    """What became of a task, and by which fact it ended; `private` sealed."""
    data: dict[str, Json] = {
        "kind": task.kind,
        "reason": task.reason,
        "envelope": str(task.envelope_id) if task.envelope_id else None,
        "due_at": task.due_at.isoformat(),
    }
    if task.party_id:
        data["party"] = str(task.party_id)
    if task.ended_by:
        data["ended_by"] = task.ended_by
    return NewEvent(name, f"task:{task.id}", task.case_id, now, actor, data, private or {})


def with_data(event: NewEvent, **more: Json) -> NewEvent:
    """The event, telling this too, in the open."""
    return replace(event, data={**event.data, **more})


def _change_clocks(of: Q, kind: EntryKind, wait: Wait, by: str, now: datetime) -> None:
    rows = Task.objects.filter(of, kind__in=waiting_for(wait), closed_at=None).order_by("id")
    tasks = list(rows.select_for_update(of=("self",)).select_related("court", "envelope__party", "party"))
    entries = entries_of(tasks)
    changed = [
        task
        for task in tasks
        if (wait in ledger_of(task, entries[task.id]).stands_still_for) == (kind is EntryKind.RESUMED)
    ]
    lines = [
        TermEntry(task=task, at=after_last(task, entries[task.id], now), kind=kind, wait=wait, by=by)
        for task in changed
    ]
    TermEntry.objects.bulk_create(lines)
    for task, line in zip(changed, lines, strict=True):
        entries[task.id].append(line)
        set_term(task, entries[task.id])
    TermEntry.objects.bulk_create(limit_terms(changed, entries, now, begins=True))
    Task.objects.bulk_update(changed, TERM_COLUMNS)
    name = "task.paused" if kind is EntryKind.PAUSED else "task.resumed"
    record([with_data(task_event(name, task, by, now), wait=wait.value) for task in changed], now)


def _same_envelopes(tasks: Sequence[Task]) -> Q:
    """The tasks of the same envelopes, and of persons where it is about a person."""
    envelopes = [task.envelope_id for task in tasks if task.envelope_id]
    parties = [task.party_id for task in tasks if task.party_id and not task.envelope_id]
    return Q(envelope__in=envelopes) | Q(envelope__party__in=parties) | Q(party__in=parties)


def _with_judge(waiting: Sequence[Task]) -> set[UUID]:
    """Those of the tasks beside which something is with the judge."""
    envelopes = [task.envelope_id for task in waiting if task.envelope_id]
    parties = [task.about.id for task in waiting if task.about]
    concerned = Q(envelope__in=envelopes) | Q(envelope=None, party__in=parties)
    open_ones = Task.objects.filter(concerned, kind__in=FOR_JUDGES, closed_at=None)
    with_judge = set(open_ones.values_list("envelope_id", "party_id"))
    of_envelope = {envelope for envelope, _ in with_judge if envelope}
    of_party = {party for envelope, party in with_judge if party and not envelope}
    return {
        task.id
        for task in waiting
        if task.envelope_id in of_envelope or (task.about is not None and task.about.id in of_party)
    }


def _task(draft: TaskDraft, owner: UUID | None, now: datetime) -> Task:
    """The task with its timer armed."""
    task = Task(
        id=new_id(),
        court=draft.court or draft.case.court,
        case=draft.case,
        envelope=draft.envelope,
        party=draft.party,
        kind=draft.kind,
        reason=draft.reason,
        opened_at=now,
        named_at=draft.due_at,
        owner_id=owner,
    )
    begin_term(task)
    set_term(task, [])
    return task
