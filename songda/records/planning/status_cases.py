"""In a case about somebody's status a clerk speaks with them in time, so that no hearing finds receipt unproved."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from songda.core.delivery.tasks import DAYS_BEFORE_HEARING
from songda.records.cases.queries import hearings_of
from songda.records.orders.models import Envelope
from songda.records.tasks.actions import TaskDraft, open_tasks
from songda.records.tasks.terms import due_at

CONFIRM = "confirm_person"


def ask_to_confirm(envelopes: Iterable[Envelope], now: datetime) -> None:
    """One task for each envelope that sets out in such a case; inside the caller's transaction."""
    mine = [envelope for envelope in envelopes if envelope.case.is_status_case]
    open_tasks([TaskDraft(CONFIRM, "status_case", e.case, e, due_at=_due(e, now)) for e in mine], now)


def _due(envelope: Envelope, now: datetime) -> datetime:
    """The task's own term, or some days before the next hearing where that is sooner; never in the past."""
    own = due_at(CONFIRM, envelope.case.court, now)
    to_come = [hearing.at for hearing in hearings_of(envelope.case) if hearing.at > now]
    return max(now, min([own, *(at - timedelta(days=DAYS_BEFORE_HEARING) for at in to_come)]))
