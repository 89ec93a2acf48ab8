"""When each waiting letter will be printed: by capacity, legal deadline, and the share of each court in a print room.

Whoever must leave at once goes first, whichever court it is from; of what is left of the day each court has its share,
and what a court does not use goes to the most urgent of the others. What does not fit has its day later, and is told.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from songda.core.law.profile.calendar import Calendar

TRAVEL: Final = timedelta(days=5)  # within which a carrier tries three times (court-express mail provisions, art. 6)
_NEVER = date.max


@dataclass(frozen=True, slots=True)
class Waiting:
    """One letter: its court, the last day on which it may arrive, and since when it waits."""

    id: UUID
    court: UUID
    must_be_there_by: date | None
    since: datetime

    @property
    def must_leave_by(self) -> date:
        """The last day on which it can go and be tried three times before it must be there."""
        return self.must_be_there_by - TRAVEL if self.must_be_there_by else _NEVER


@dataclass(frozen=True)
class Room:
    """Letters that are printed a day and a week, that the carrier takes a day, and the shares of the courts."""

    a_day: int
    a_week: int
    carrier_a_day: int
    shares: Mapping[UUID, int] = field(default_factory=dict)


@dataclass(frozen=True)
class PrintPlan:
    """The day of each letter; `late` are those that will leave after the day on which they must."""

    days: Mapping[UUID, date]
    late: frozenset[UUID]


def plan(waiting: Iterable[Waiting], room: Room, today: date, calendar: Calendar, used_today: int = 0) -> PrintPlan:
    """The day on which each will be printed, from today on; `used_today`: so many were printed already."""
    queues = _queues(waiting)
    days: dict[UUID, date] = {}
    late: set[UUID] = set()
    day, used_this_week, used = calendar.working_day_from(today), used_today, used_today
    while any(queues.values()):
        most = min(room.a_day - used, room.carrier_a_day - used, room.a_week - used_this_week)
        chosen = _day_of(queues, room, day, max(0, most))
        for letter in chosen:
            days[letter.id] = day
            if day > letter.must_leave_by:
                late.add(letter.id)
        following = calendar.working_day_from(day + timedelta(days=1))
        is_new_week = following.isocalendar()[:2] != day.isocalendar()[:2]
        used_this_week = 0 if is_new_week else used_this_week + len(chosen)
        day, used = following, 0
    return PrintPlan(days, frozenset(late))


def _queues(waiting: Iterable[Waiting]) -> dict[UUID, deque[Waiting]]:
    """By court, the most urgent first."""
    by_court: dict[UUID, list[Waiting]] = {}
    for letter in waiting:
        by_court.setdefault(letter.court, []).append(letter)
    return {court: deque(sorted(own, key=_urgency)) for court, own in by_court.items()}


def _urgency(letter: Waiting) -> tuple[date, datetime, UUID]:
    return letter.must_leave_by, letter.since, letter.id


def _day_of(queues: Mapping[UUID, deque[Waiting]], room: Room, day: date, most: int) -> list[Waiting]:
    chosen = _most_urgent(queues, most, until=day)
    left = most - len(chosen)
    sharing = {court: room.shares.get(court, 1) for court, queue in queues.items() if queue}
    total = sum(sharing.values())
    for court, share in sharing.items():
        own = left * share // total
        chosen += [queues[court].popleft() for _ in range(min(own, len(queues[court])))]
    return chosen + _most_urgent(queues, most - len(chosen), until=_NEVER)


def _most_urgent(queues: Mapping[UUID, deque[Waiting]], most: int, until: date) -> list[Waiting]:
    """At most so many, of all courts, that must leave by this day."""
    chosen: list[Waiting] = []
    heads: Sequence[deque[Waiting]] = [queue for queue in queues.values() if queue]
    while len(chosen) < most and (open_ones := [q for q in heads if q and q[0].must_leave_by <= until]):
        chosen.append(min(open_ones, key=lambda queue: _urgency(queue[0])).popleft())
    return chosen
