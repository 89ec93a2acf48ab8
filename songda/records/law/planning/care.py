"""What a person needs is seen to: paper as well, a call first; reading may take longer.

With the first message of what is ordered after a wish, at once for what was ordered before it and is not served yet.
Where they no longer wish it, what had been asked for it is asked no more.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from songda.core.care import CareLine, Measure, patience
from songda.core.delivery.tasks import Fact
from songda.records.matter.circumstances.care import StatedNeeds, care_by_word
from songda.records.service.orders.models import Envelope
from songda.records.service.tasks.actions import OpenTask, TaskDraft, end, open_tasks
from songda.records.service.tasks.models import Task

REASON = "care"
_TASKS = ((Measure.PAPER_AS_WELL, "print_paper"), (Measure.CALL_FIRST, "call"))
_KINDS = tuple(kind for _, kind in _TASKS)
StatedNeedsOfEach = Mapping[UUID, StatedNeeds]
Wanted = dict[tuple[UUID | None, str], datetime]  # of which envelope which task, and since when somebody wishes it


@dataclass(frozen=True)
class UnservedEnvelope:
    """An envelope that is not served yet; `goes_electronically`: a message is on its way, arrived, or about to go."""

    envelope: Envelope
    goes_electronically: bool


def see_to_care(
    stepped: Sequence[UnservedEnvelope], needs_of_each: StatedNeedsOfEach, tasks: Iterable[OpenTask], now: datetime
) -> None:
    """One task for each measure that the person wished for, and none that they no longer do; inside the transaction.

    Where people serve it anyway the paper itself comes, and nobody prints a copy beside it. `tasks`: the open ones.
    """
    envelopes = {one.envelope.id: one.envelope for one in stepped}
    wanted: Wanted = {}
    for envelope in envelopes.values():
        wanted |= _wanted(envelope, care_by_word(envelope.party, needs_of_each.get(envelope.party_id, ()), now))
    _end_unwanted([task for task in tasks if task.envelope_id in envelopes], wanted, now)
    if not wanted:
        return
    known = list(Task.objects.filter(envelope__in=envelopes, kind__in=_KINDS).exclude(ended_by=Fact.STRUCK))
    by_message = {one.envelope.id for one in stepped if one.goes_electronically}
    missing = [key for key in wanted if key[0] in by_message and not _is_seen_to(key, known, wanted)]
    drafts = [TaskDraft(kind, REASON, e.case, e) for i, kind in missing if i and (e := envelopes[i])]
    if drafts:
        open_tasks(drafts, now)


def _wanted(envelope: Envelope, lines: Sequence[CareLine]) -> Wanted:
    return {
        (envelope.id, kind): max(line.since or envelope.placed_at for line in lines if measure in line.does)
        for measure, kind in _TASKS
        if any(measure in line.does for line in lines)
    }


def _end_unwanted(tasks: Collection[OpenTask], wanted: Wanted, now: datetime) -> None:
    waiting = [task for task in tasks if task.reason == REASON and task.kind in _KINDS]
    over = [task.id for task in waiting if (task.envelope_id, task.kind) not in wanted]
    if over:
        end(over, Fact.WISH_ENDED, "engine", now)


def _is_seen_to(key: tuple[UUID | None, str], known: Collection[Task], wanted: Wanted) -> bool:
    """Whether somebody is at it, or did it since they said it: then nobody is asked again."""
    same = [task for task in known if (task.envelope_id, task.kind) == key]
    return any(task.closed_at is None or task.closed_at >= wanted[key] for task in same)


def more_time(envelope: Envelope, needs_of_each: StatedNeedsOfEach, now: datetime) -> timedelta:
    """How much longer the person may take to open what arrived, before a clerk calls."""
    return patience(care_by_word(envelope.party, needs_of_each.get(envelope.party_id, ()), now))
