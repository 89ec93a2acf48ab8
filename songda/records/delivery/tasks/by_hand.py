"""Ends a task by somebody's word, with a reason, and opens it again: no list is cleared by a click.

Where papers stay unserved, or a wish unmet, ending one task opens the next, on the day that was named.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from songda.core.delivery.tasks import BY_DECISION, BY_HAND, REPLACED, ROWS, Fact
from songda.core.refusal import Refused, WrongField
from songda.records.delivery.orders.due import mark_for_step
from songda.records.delivery.tasks.actions import TaskDraft, end, open_tasks
from songda.records.delivery.tasks.events import Said, task_event
from songda.records.delivery.tasks.models import Task
from songda.records.delivery.tasks.pauses import stand_still_for_judges, wake
from songda.records.delivery.tasks.terms import TERM_COLUMNS
from songda.records.delivery.tasks.unfinished import Unfinished, check_not_beyond, unfinished_of
from songda.records.ground.evidence.actions import record
from songda.records.matter.cases.reason import Reason

LONGEST_WAIT = timedelta(days=60)
MAY_BE_SEEN = frozenset(kind for kind, row in ROWS.items() if Fact.SEEN in row.ended_by)


def is_still_open(task: Task) -> bool:
    """Whether what the task is for stays undone when the task is ended by hand."""
    if not ROWS[task.kind].comes_again:
        return False
    if task.kind in {"print_paper", "summon_anew"}:
        return True
    envelope = task.envelope
    return envelope is not None and envelope.closed_at is None and envelope.recalled_at is None


@transaction.atomic
def close_by_hand(task: Task, why: Reason, again_at: datetime | None, by: str, now: datetime) -> None:
    """End a task without the fact that it waits for; what is still open comes again at `again_at`.

    Raises Refused (it waits for the judge, somebody was faster) or WrongField (no reason, no day to come again).
    """
    words = why.read()
    if task.kind in BY_DECISION:
        raise Refused("closes_itself")
    comes_again, left = is_still_open(task), unfinished_of(task, now)
    if comes_again:
        _check_day(again_at, left, now)
    ended = end([task.id], BY_HAND, by, now, Said({"reason": words}, left.for_event()))
    if not ended:
        raise Refused("already_closed")
    if comes_again:
        open_tasks([TaskDraft(task.kind, task.reason, task.case, task.envelope, task.party, again_at)], now)
    _look_again(task, now)


@transaction.atomic
def note_seen(task: Task, by: str, now: datetime) -> None:
    """Whoever had to learn of it says that they have: that is the fact which such a task waits for."""
    if task.kind not in MAY_BE_SEEN:
        raise Refused("task_waits_for_more")
    if not end([task.id], Fact.SEEN, by, now):
        raise Refused("already_closed")


@transaction.atomic
def reopen_task(task: Task, by: str, now: datetime) -> None:
    """Open a task again that was ended by hand, while its case is open; the one that came in its place ends."""
    held = Task.objects.select_related("case", "envelope", "court").select_for_update(of=("self",)).get(id=task.id)
    if held.ended_by != BY_HAND:
        raise Refused("task_ended_by_fact")
    if held.case.closed_at is not None or _is_over(held):
        raise Refused("task_matter_is_over")
    same = Q(envelope=held.envelope_id) if held.envelope_id else Q(party=held.party_id)
    later = Task.objects.filter(same, case=held.case, kind=held.kind, closed_at=None).exclude(id=held.id)
    end(list(later.values_list("id", flat=True)), REPLACED, by, now)
    held.closed_at, held.closed_by, held.ended_by = None, "", ""
    wake(held, by, now)
    held.save(update_fields=["closed_at", "closed_by", "ended_by", *TERM_COLUMNS])
    record([task_event("task.reopened", held, by, now)], now)
    stand_still_for_judges([held], by, now)


def _is_over(task: Task) -> bool:
    """Whether what it was for is served, or taken back, by now."""
    envelope = task.envelope
    return Fact.SERVED in ROWS[task.kind].ended_by and envelope is not None and not is_still_open(task)


def _check_day(again_at: datetime | None, left: Unfinished, now: datetime) -> None:
    if again_at is None:
        raise WrongField("again_at", "task_comes_again")
    if not now < again_at <= now + LONGEST_WAIT:
        raise WrongField("again_at", "again_too_far", longest=LONGEST_WAIT.days)
    check_not_beyond(again_at, left, "again_at")


def _look_again(task: Task, now: datetime) -> None:
    """The engine may know a better next step than the one that was given up."""
    if task.envelope_id:
        mark_for_step([task.envelope_id], now)
