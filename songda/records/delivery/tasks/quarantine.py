"""Sets envelopes aside whose facts cannot be worked with: people are told, and it is tried again with growing waits."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from songda.core.delivery.retry import next_try_in_quarantine
from songda.core.delivery.tasks import Fact
from songda.records.delivery.orders.models import Envelope
from songda.records.delivery.tasks.actions import TaskDraft, end_by_fact, open_tasks
from songda.records.delivery.tasks.models import Task
from songda.records.ground.queue.isolation import Failed

log = logging.getLogger(__name__)
KIND = "mend_envelope"


def quarantine(failed: Sequence[Failed[Envelope]], reason: str, now: datetime) -> Mapping[UUID, datetime]:
    """Open a task for each of these envelopes and give the moment at which each is to be tried again.

    Inside the caller's transaction; the envelopes come with case and court. Only the kind of error is logged.
    """
    if not failed:
        return {}
    for one in failed:
        log.error("envelope %s is in quarantine: %s (%s)", one.row.id, reason, one.kind)
    envelopes = [one.row for one in failed]
    known = Task.objects.filter(envelope__in=envelopes, kind=KIND, closed_at=None)
    since = dict(known.values_list("envelope_id", "opened_at"))
    open_tasks([TaskDraft(KIND, reason, envelope.case, envelope) for envelope in envelopes], now)
    return {envelope.id: next_try_in_quarantine(since.get(envelope.id, now), now) for envelope in envelopes}


def note_mended(envelopes: Sequence[Envelope], reason: str, now: datetime) -> None:
    """What had been set aside for this reason went well: nobody has to see to it any more."""
    end_by_fact(Fact.MENDED, Q(envelope__in=envelopes, reason=reason), "engine", now)
