"""Attempts of which nobody knows whether the provider took them: after an hour of silence a person asks the provider.

Nothing is sent again by itself. Reports on messages that did go out come within minutes as a rule, so that an hour
asks nobody in vain; the attempt stays open to a late report until its window ends, and a report closes the task.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from songda.core.delivery.quarantine import HELD
from songda.core.delivery.tasks import Fact
from songda.records.delivery.attempts.models import Attempt
from songda.records.delivery.tasks.actions import TaskDraft, end_by_fact, open_tasks
from songda.records.delivery.tasks.models import Task

BATCH = 500
GRACE = timedelta(hours=1)
KIND, REASON = "check_outcome", "unknown_outcome"


@transaction.atomic
def ask_about_unknown(now: datetime) -> int:
    """Open a task for each attempt that has been unknown for an hour; gives back how many."""
    unknown = Attempt.objects.filter(state="unknown", purpose="service", claimed_at__lte=now - GRACE)
    asked = Task.objects.filter(
        envelope=OuterRef("envelope"), kind=KIND, reason=REASON, opened_at__gte=OuterRef("claimed_at")
    )
    unknown = unknown.exclude(code=HELD)  # people decide about all of these at once, on one page
    attempts = unknown.exclude(Exists(asked)).select_related("envelope__case__court").order_by("id")
    return ask_provider(list(attempts[:BATCH]), now)


def ask_provider(attempts: Sequence[Attempt], now: datetime) -> int:
    """Open a task for the envelope of each; the attempts come with case and court. Gives back how many they were."""
    envelopes = [attempt.envelope for attempt in attempts]
    open_tasks([TaskDraft(KIND, REASON, envelope.case, envelope) for envelope in envelopes], now)
    return len(attempts)


def note_known(envelope_ids: Sequence[UUID], now: datetime) -> None:
    """A report told what became of them: nobody has to ask any more."""
    if envelope_ids:
        end_by_fact(Fact.OUTCOME_KNOWN, Q(envelope_id__in=envelope_ids, reason=REASON), "engine", now)
