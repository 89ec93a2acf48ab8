"""Gives a task more time, with a reason; everybody is told anew when that too runs out."""

from datetime import datetime

from django.db import transaction

from songda.core.refusal import Refused, WrongField
from songda.core.terms import EntryKind
from songda.records.delivery.tasks.events import task_event, with_data
from songda.records.delivery.tasks.models import Task, TermEntry
from songda.records.delivery.tasks.terms import TERM_COLUMNS, after_last, begin_term, entries_of, set_term
from songda.records.delivery.tasks.unfinished import check_not_beyond, unfinished_of
from songda.records.ground.evidence.actions import record
from songda.records.matter.cases.reason import Reason

LONGEST_EXTENSION = 60  # working days


@transaction.atomic
def extend(task: Task, working_days: int, why: Reason, by: str, now: datetime) -> Task:
    """Extend the term by so many working days, counted from the day on which it is due, or from today if that is later.

    Gives the task as it stands then. Raises WrongField (no reason, no or too many days) or Refused (ended already).
    """
    words = why.read()
    if not 0 < working_days <= LONGEST_EXTENSION:
        raise WrongField("working_days", "extension_too_long", longest=LONGEST_EXTENSION)
    rows = Task.objects.select_related("court", "case__court", "envelope__party", "party")
    held = rows.select_for_update(of=("self",)).get(id=task.id)
    if held.closed_at is not None:
        raise Refused("already_closed")
    entries = entries_of([held])[held.id]
    before, left = held.due_at, unfinished_of(held, now)
    line = TermEntry(task=held, at=after_last(held, entries, now), kind=EntryKind.EXTENDED, by=by)
    line.working_days = working_days
    line.save()
    held.term += 1
    begin_term(held)
    set_term(held, [*entries, line])
    if held.stands_still_since is None:
        check_not_beyond(held.due_at, left, "working_days")
    held.save(update_fields=TERM_COLUMNS)
    event = task_event("task.extended", held, by, now, {"reason": words})
    record([with_data(event, working_days=working_days, before=before.isoformat(), **left.for_event())], now)
    return held
