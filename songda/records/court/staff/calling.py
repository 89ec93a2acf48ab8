"""Whether the court calls a number that it only found before anything is sent there."""

from datetime import datetime

from django.db import transaction

from songda.records.court.staff.models import Court
from songda.records.ground.evidence.actions import NewEvent, record


@transaction.atomic
def call_found_first(court: Court, by: str, now: datetime, *, calls: bool) -> bool:
    """Set it; False where it was set so before. What is planned already still goes out."""
    if not Court.objects.filter(id=court.id).exclude(calls_found_first=calls).update(calls_found_first=calls):
        return False
    court.calls_found_first = calls
    name = "court.call_demanded" if calls else "court.call_left_open"
    record([NewEvent(name, f"court:{court.id}", None, happened_at=now, actor=by, data={})], now)
    return True
