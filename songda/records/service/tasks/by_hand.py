"""What people do to a task: end it by their word, open it again, give it more time, settle a paper copy.

Each has a reason: no list is cleared by a click. Where papers stay unserved, or a wish unmet, ending one task opens the
next, on the day that was named. When an extended term runs out, everybody is told anew; why it was extended is sealed
in the events.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from songda.core.delivery.plan import FIND_OUT_DEATH
from songda.core.delivery.tasks import BY_DECISION, BY_HAND, REPLACED, ROWS, Fact
from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused, WrongField
from songda.core.terms import EntryKind
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.ground.evidence.models import Event
from songda.records.ground.evidence.queries import secrets_of
from songda.records.matter.cases.actions import Reason
from songda.records.service.orders.due import mark_for_step, mark_person_for_step
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.actions import (
    ClosingWords,
    TaskDraft,
    end,
    end_by_fact,
    open_tasks,
    pause_clocks_for_judges,
    restart_clock,
    task_event,
    with_data,
)
from songda.records.service.tasks.models import Task, TermEntry
from songda.records.service.tasks.terms import TERM_COLUMNS, after_last, begin_term, entries_of, set_term
from songda.records.service.tasks.unfinished import UnfinishedWork, unfinished_of

LONGEST_WAIT = timedelta(days=60)
MAY_BE_SEEN = frozenset(kind for kind, row in ROWS.items() if Fact.SEEN in row.ended_by)
LONGEST_EXTENSION = 60  # working days
LONGEST_NOTE = 200


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
    ended = end([task.id], BY_HAND, by, now, ClosingWords({"reason": words}, left.for_event()))
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
    locked = Task.objects.select_related("case", "envelope", "court").select_for_update(of=("self",)).get(id=task.id)
    if locked.ended_by != BY_HAND:
        raise Refused("task_ended_by_fact")
    if locked.case.closed_at is not None or _is_over(locked):
        raise Refused("task_matter_is_over")
    same = Q(envelope=locked.envelope_id) if locked.envelope_id else Q(party=locked.party_id)
    later = Task.objects.filter(same, case=locked.case, kind=locked.kind, closed_at=None).exclude(id=locked.id)
    end(list(later.values_list("id", flat=True)), REPLACED, by, now)
    locked.closed_at, locked.closed_by, locked.ended_by = None, "", ""
    restart_clock(locked, by, now)
    locked.save(update_fields=["closed_at", "closed_by", "ended_by", *TERM_COLUMNS])
    record([task_event("task.reopened", locked, by, now)], now)
    _look_again(locked, now)
    pause_clocks_for_judges([locked], by, now)


def _is_over(task: Task) -> bool:
    """Whether what it was for is served, or taken back, by now."""
    envelope = task.envelope
    return Fact.SERVED in ROWS[task.kind].ended_by and envelope is not None and not is_still_open(task)


def _check_day(again_at: datetime | None, left: UnfinishedWork, now: datetime) -> None:
    if again_at is None:
        raise WrongField("again_at", "task_comes_again")
    if not now < again_at <= now + LONGEST_WAIT:
        raise WrongField("again_at", "again_too_far", longest=LONGEST_WAIT.days)
    left.check_not_beyond(again_at, "again_at")


def _look_again(task: Task, now: datetime) -> None:
    """The engine may know a better next step than the one that was given up."""
    if task.kind == FIND_OUT_DEATH and task.party_id:
        mark_person_for_step(task.party_id, now)
    if task.envelope_id:
        mark_for_step([task.envelope_id], now)


@transaction.atomic
def extend(task: Task, working_days: int, why: Reason, by: str, now: datetime) -> Task:
    """Extend the term by so many working days, counted from the day on which it is due, or from today if that is later.

    Gives the task as it stands then. Raises WrongField (no reason, no or too many days) or Refused (ended already).
    """
    words = why.read()
    if not 0 < working_days <= LONGEST_EXTENSION:
        raise WrongField("working_days", "extension_too_long", longest=LONGEST_EXTENSION)
    rows = Task.objects.select_related("court", "case__court", "envelope__party", "party")
    locked = rows.select_for_update(of=("self",)).get(id=task.id)
    if locked.closed_at is not None:
        raise Refused("already_closed")
    entries = entries_of([locked])[locked.id]
    before, left = locked.due_at, unfinished_of(locked, now)
    line = TermEntry(task=locked, at=after_last(locked, entries, now), kind=EntryKind.EXTENDED, by=by)
    line.working_days = working_days
    line.save()
    locked.term += 1
    begin_term(locked)
    set_term(locked, [*entries, line])
    if locked.stands_still_since is None:
        left.check_not_beyond(locked.due_at, "working_days")
    locked.save(update_fields=TERM_COLUMNS)
    event = task_event("task.extended", locked, by, now, {"reason": words})
    record([with_data(event, working_days=working_days, before=before.isoformat(), **left.for_event())], now)
    return locked


def reasons_of_extensions(task: Task) -> list[str]:
    """The reason of every extension in their order; empty where it was erased."""
    events = list(Event.objects.on_record().filter(stream=f"task:{task.id}", name="task.extended").order_by("number"))
    kept = secrets_of([event.id for event in events])
    return [str(kept[event.id].private.get("reason", "")) if event.id in kept else "" for event in events]


# What became of the paper copy that a recipient asked for.
#
# The court must provide it where it is asked for (Civil Procedure Law, article 90), so it stands in the record of the
# envelope, and the recipient reads it.

WAIVED = "waived"
HOW_COPIED = ("handed_over", "posted", WAIVED)


@dataclass(frozen=True)
class Copy:
    """How and when it was provided, or that it is no longer wanted; `note` who took it, under which number it went."""

    how: str
    at: datetime
    note: str = ""


@transaction.atomic
def settle_copy(envelope: Envelope, copy: Copy, by: str, now: datetime) -> None:
    """Put on record what became of the paper copy; that ends the task. Refused where nobody asks for one."""
    if copy.how not in HOW_COPIED:
        raise WrongField("how", "wrong_copy")
    if copy.how == "posted" and not copy.note.strip():
        raise WrongField("note", "copy_nowhere")
    if copy.at > now:
        raise Refused("dated_in_future")
    if not end_by_fact(Fact.COPY_SETTLED, Q(envelope=envelope), by, now):
        raise Refused("already_closed")
    name = "paper_copy.waived" if copy.how == WAIVED else "paper_copy.provided"
    data: dict[str, Json] = {"how": copy.how}
    private: dict[str, Json] = {"note": copy.note[:LONGEST_NOTE]} if copy.note else {}
    record([NewEvent(name, f"envelope:{envelope.id}", envelope.case_id, copy.at, by, data, private)], now)
