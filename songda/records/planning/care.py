"""What a person needs is seen to with the first message: paper as well, a call first; reading may take longer."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from songda.core.care import Measure, done, patience
from songda.records.circumstances.care import care_by_word, said_of_each
from songda.records.orders.models import Envelope
from songda.records.tasks.actions import TaskDraft, open_tasks

_TASKS = ((Measure.PAPER_AS_WELL, "print_paper"), (Measure.CALL_FIRST, "call"))


def see_to_care(envelopes: Sequence[Envelope], now: datetime) -> None:
    """One task for each measure that the person wished for; inside the caller's transaction."""
    if not envelopes:
        return
    said = said_of_each(envelope.party_id for envelope in envelopes)
    drafts = [
        TaskDraft(task, "care", envelope.case, envelope)
        for envelope in envelopes
        for measure, task in _TASKS
        if done(care_by_word(envelope.party, said.get(envelope.party_id, ()), now), measure)
    ]
    if drafts:
        open_tasks(drafts, now)


def more_time_of_each(envelopes: Sequence[Envelope], now: datetime) -> dict[UUID, timedelta]:
    """How much longer each person may take to open what arrived, before a clerk calls."""
    said = said_of_each(envelope.party_id for envelope in envelopes)
    return {e.id: patience(care_by_word(e.party, said.get(e.party_id, ()), now)) for e in envelopes}
