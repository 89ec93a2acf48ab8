"""Closes a case, after which nothing more is ordered in it; what is under way goes on. It can be opened again."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from songda.core.evidence.canonical import Json
from songda.core.refusal import Refused
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.matter.cases.models import Case
from songda.records.matter.cases.reason import Reason


@transaction.atomic
def close_case(case: Case, reason: Reason, by: str, now: datetime, known: Mapping[str, Json] | None = None) -> None:
    """Close it; raises WrongField or Refused (closed already). `known`: what was open then, as they had it before them.

    Doors close by `tasks.unfinished`, which asks about papers that are not served.
    """
    words = reason.read()
    if not Case.objects.filter(id=case.id, closed_at=None).update(closed_at=now):
        raise Refused("case_closed_already")
    case.closed_at = now
    data, private = dict(known or {}), {"reason": words}
    record([NewEvent("case.closed", f"case:{case.id}", case.id, now, by, data, private)], now)


@transaction.atomic
def reopen_case(case: Case, reason: Reason, by: str, now: datetime) -> None:
    """Open it again, where it was closed by mistake or must be served once more."""
    words = reason.read()
    if not Case.objects.filter(id=case.id).exclude(closed_at=None).update(closed_at=None):
        raise Refused("case_open_already")
    case.closed_at = None
    record([NewEvent("case.reopened", f"case:{case.id}", case.id, now, by, {}, {"reason": words})], now)
