"""The clock of a task stands still while it waits for the judge or for a look-up, where its kind says so."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from songda.core.delivery.tasks import FOR_JUDGES, waiting_for
from songda.core.terms import EntryKind, Wait
from songda.records.delivery.tasks.events import task_event, with_data
from songda.records.delivery.tasks.models import Task, TermEntry
from songda.records.delivery.tasks.terms import TERM_COLUMNS, after_last, begin_term, entries_of, ledger_of, set_term
from songda.records.ground.evidence.actions import record


def stand_still(of: Q, wait: Wait, by: str, now: datetime) -> None:
    """Stop the clocks of these open tasks whose kinds wait for that; inside the caller's transaction."""
    _turn(of, EntryKind.PAUSED, wait, by, now)


def run_on(of: Q, wait: Wait, by: str, now: datetime) -> None:
    """Let the clocks run again that stood still for that; what was left of the term is left still."""
    _turn(of, EntryKind.RESUMED, wait, by, now)


def stand_still_for_judges(opened: Sequence[Task], by: str, now: datetime) -> None:
    """What was opened for the judge stops what waits for it; what waits for the judge begins standing still."""
    for_judge = [task for task in opened if task.kind in FOR_JUDGES]
    if for_judge:
        stand_still(_beside(for_judge), Wait.JUDGE, by, now)
    waiting = [task for task in opened if task.kind in waiting_for(Wait.JUDGE)]
    if waiting and (still := _asked(waiting)):
        stand_still(Q(id__in=still), Wait.JUDGE, by, now)


def run_on_after_judges(ended: Sequence[Task], by: str, now: datetime) -> None:
    """What waited for the judge runs again once nothing beside it is with the judge any more."""
    decided = [task for task in ended if task.kind in FOR_JUDGES]
    if not decided:
        return
    beside = Task.objects.filter(_beside(decided), kind__in=waiting_for(Wait.JUDGE), closed_at=None)
    waiting = list(beside.select_related("envelope"))
    still = _asked(waiting)
    run_on(Q(id__in=[task.id for task in waiting if task.id not in still]), Wait.JUDGE, by, now)


def wake(task: Task, by: str, now: datetime) -> None:
    """A task that is opened again begins its next term with its clock running; the caller saves it.

    What ended while it was closed told it nothing, so it must not stand still for that.
    """
    entries = entries_of([task])[task.id]
    still = sorted(ledger_of(task, entries).stands_still_for)
    at = after_last(task, entries, now)
    lines = [TermEntry(task=task, at=at, kind=EntryKind.RESUMED, wait=wait, by=by) for wait in still]
    TermEntry.objects.bulk_create(lines)
    task.term += 1
    begin_term(task)
    set_term(task, [*entries, *lines])


def _turn(of: Q, kind: EntryKind, wait: Wait, by: str, now: datetime) -> None:
    rows = Task.objects.filter(of, kind__in=waiting_for(wait), closed_at=None).order_by("id")
    tasks = list(rows.select_for_update(of=("self",)).select_related("court"))
    entries = entries_of(tasks)
    turned = [
        task
        for task in tasks
        if (wait in ledger_of(task, entries[task.id]).stands_still_for) == (kind is EntryKind.RESUMED)
    ]
    lines = [
        TermEntry(task=task, at=after_last(task, entries[task.id], now), kind=kind, wait=wait, by=by) for task in turned
    ]
    TermEntry.objects.bulk_create(lines)
    for task, line in zip(turned, lines, strict=True):
        set_term(task, [*entries[task.id], line])
    Task.objects.bulk_update(turned, TERM_COLUMNS)
    name = "task.paused" if kind is EntryKind.PAUSED else "task.resumed"
    record([with_data(task_event(name, task, by, now), wait=wait.value) for task in turned], now)


def _beside(tasks: Sequence[Task]) -> Q:
    """The tasks of the same envelopes, and of persons where it is about a person."""
    envelopes = [task.envelope_id for task in tasks if task.envelope_id]
    parties = [task.party_id for task in tasks if task.party_id and not task.envelope_id]
    return Q(envelope__in=envelopes) | Q(envelope__party__in=parties) | Q(party__in=parties)


def _asked(waiting: Sequence[Task]) -> set[UUID]:
    """Those of the tasks beside which something is with the judge."""
    envelopes = [task.envelope_id for task in waiting if task.envelope_id]
    parties = [task.about.id for task in waiting if task.about]
    beside = Q(envelope__in=envelopes) | Q(envelope=None, party__in=parties)
    open_ones = Task.objects.filter(beside, kind__in=FOR_JUDGES, closed_at=None)
    asked = set(open_ones.values_list("envelope_id", "party_id"))
    of_envelope = {envelope for envelope, _ in asked if envelope}
    of_party = {party for envelope, party in asked if party and not envelope}
    return {
        task.id
        for task in waiting
        if task.envelope_id in of_envelope or (task.about is not None and task.about.id in of_party)
    }
