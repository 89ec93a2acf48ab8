"""How the open tasks of a court lie: how old, whose next act they wait for, how much on whose desk, and who is away."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, OuterRef, Q, Subquery

from songda.core.delivery.tasks import FOR_JUDGES
from songda.records.court.staff.models import Court, User
from songda.records.service.tasks.handing import colleagues, substitutions_of
from songda.records.service.tasks.models import Task, TermEntry

AGES = (1, 3, 7, 14, 30)  # days; what is older stands in one more
OLDER = "older"
NOBODY = ""


@dataclass(frozen=True)
class Awaited:
    """Whose act tasks wait for: a member of staff, nobody yet, or (`wait`) what a task stands still for."""

    person: User | None
    wait: str
    is_judge: bool
    count: int
    oldest_days: int


@dataclass(frozen=True)
class Workload:
    """The ages of the open tasks, youngest first, and whom they wait for, the most first."""

    ages: Sequence[tuple[str, int]]
    awaited: Sequence[Awaited]
    count: int


def workload(court: Court, now: datetime) -> Workload:
    """All open tasks of the court, in two statements."""
    last_wait = TermEntry.objects.filter(task=OuterRef("pk"), kind="paused").order_by("-at").values("wait")[:1]
    rows = Task.objects.filter(court=court, closed_at=None).annotate(waiting=Subquery(last_wait)).order_by()
    found = list(rows.values_list("owner", "kind", "opened_at", "stands_still_since", "waiting"))
    ages: Counter[str] = Counter()
    groups: dict[tuple[object, str, bool], list[int]] = {}
    for owner, kind, opened_at, stands_still, waiting in found:
        days = max((now - opened_at).days, 0)
        place = bisect_left(AGES, days)
        ages[str(AGES[place]) if place < len(AGES) else OLDER] += 1
        wait = (waiting or "") if stands_still else ""
        key = (None, wait, False) if wait else (owner, "", kind in FOR_JUDGES and owner is None)
        groups.setdefault(key, []).append(days)
    return Workload([(key, ages[key]) for key in (*map(str, AGES), OLDER)], _awaited(groups), len(found))


def _awaited(groups: dict[tuple[object, str, bool], list[int]]) -> list[Awaited]:
    people = User.objects.in_bulk([owner for owner, _, _ in groups if owner is not None])
    rows = [
        Awaited(people.get(owner), wait, is_judge, len(days), max(days))
        for (owner, wait, is_judge), days in groups.items()
    ]
    return sorted(rows, key=lambda row: (-row.count, -row.oldest_days, row.wait, str(row.person or "")))


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
