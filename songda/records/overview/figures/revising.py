"""Notes that a day which was over changed, because something of it became known late: "revised on …, by +n".

That an order of last week takes effect today is no revision. One is, that we learn today of what happened last week.
What happened before the court was opened here revises nothing: nobody can have read a count of those days.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from songda.core.figures.parts import shares
from songda.records.ground.evidence.models import Event
from songda.records.overview.figures.changes import Clocks, Kept
from songda.records.overview.figures.models import Revision

Place = tuple[str, str, date]  # court, part, day

_NOTE = """
INSERT INTO figures_revision (court, part, day, noted_on, change) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (court, part, day, noted_on) DO UPDATE SET change = figures_revision.change + excluded.change
"""


@dataclass(frozen=True)
class Revised:
    """The count of a day was changed later, on which day and by how much."""

    court: UUID
    part: str
    day: date
    noted_on: date
    change: int


def late_changes(gone: Sequence[Kept], new: Sequence[Kept], clocks: Clocks, first: datetime) -> Counter[Place]:
    """What changed of parts in which the facts belonged already before the day on which this was recorded."""
    changes: Counter[Place] = Counter()
    opened = _opened({kept.court for kept in (*gone, *new)})
    for kept, sign in (*((one, 1) for one in new), *((one, -1) for one in gone)):
        recorded_on = clocks.day(kept.court, first)
        opened_on = clocks.day(kept.court, opened[kept.court]) if kept.court in opened else date.min
        moments = kept.fact.moments.values()
        if clocks.day(kept.court, min(moments)) >= recorded_on or clocks.day(kept.court, max(moments)) < opened_on:
            continue
        for share in shares(kept.fact, clocks.of(kept.court)):
            if opened_on <= share.since < recorded_on:
                changes[kept.court, share.part.name, share.day] += sign * share.weight
    return Counter({place: n for place, n in changes.items() if n})


def _opened(courts: set[str]) -> dict[str, datetime]:
    """When each of these courts was opened here."""
    rows = Event.objects.on_record().filter(name="court.opened", stream__in=[f"court:{court}" for court in courts])
    return {stream.partition(":")[2]: at for stream, at in rows.values_list("stream", "recorded_at")}


def note_revisions(changes: Counter[Place], first: datetime, clocks: Clocks) -> None:
    """Keep them, one a day; inside the caller's transaction."""
    rows = [(court, part, day, clocks.day(court, first), n) for (court, part, day), n in changes.items()]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_NOTE, rows)


def revisions(parts: Sequence[str], courts: Sequence[UUID], first: date, last: date) -> list[Revised]:
    """What was revised of these parts on the days from first to last, the newest note first."""
    rows = Revision.objects.filter(part__in=parts, court__in=courts, day__gte=first, day__lte=last).exclude(change=0)
    return [
        Revised(row.court, row.part, row.day, row.noted_on, row.change) for row in rows.order_by("-noted_on", "day")
    ]
