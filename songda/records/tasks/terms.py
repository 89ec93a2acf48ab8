"""By when a task is due in a court: its budget, on the working days and in the office hours of that court."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from songda.core.delivery.tasks import ROWS
from songda.core.law import profile_of
from songda.core.terms import OfficeHours, due
from songda.records.findings.law_version import JURISDICTION
from songda.records.staff.models import Court


def due_at(kind: str, court: Court, now: datetime) -> datetime:
    """When a task of this kind that is opened now is due; never at night, never on a rest day."""
    return due(now, ROWS[kind].budget, office_hours(court.zone))


@lru_cache
def office_hours(zone: str) -> OfficeHours:
    """When the courts of that zone are open."""
    return OfficeHours(profile_of(JURISDICTION).calendar, ZoneInfo(zone))
