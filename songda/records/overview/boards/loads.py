"""How much lies on whose desk, and who is away; changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from songda.records.court.staff.models import Court, User
from songda.records.delivery.tasks.handing import colleagues
from songda.records.delivery.tasks.models import Task
from songda.records.delivery.tasks.substitutions import substitutions_of


@dataclass(frozen=True)
class Load:
    """A member of staff (None: nobody) with the open tasks on their desk, and how many of these are late."""

    person: User | None
    open: int
    late: int
    stand_in: User | None = None  # while they are away


def loads(court: Court, now: datetime) -> Sequence[Load]:
    """Everybody of the court who does tasks, and what is nobody's; three statements."""
    rows = Task.objects.filter(court=court, closed_at=None).values_list("owner").order_by()
    counted = rows.annotate(count=Count("id"), late=Count("id", filter=Q(due_at__lt=now, stands_still_since=None)))
    found = {owner: (count, late) for owner, count, late in counted}
    away = {row.person_id: row.stand_in for row in substitutions_of(court, now) if row.since <= now}
    people = [Load(one, *found.get(one.id, (0, 0)), away.get(one.id)) for one in colleagues(court)]
    return [Load(None, *found.get(None, (0, 0))), *people]
