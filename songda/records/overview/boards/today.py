"""The desk of a court: what is late, then three lanes, each by what is lost if it waits; six statements at most.

What is lost first: a hearing that comes near, then the term, then the age. Nothing is copied into tasks for that. The
index `task_open` holds every column that is counted and ordered by here, so that no other page of the table is read.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from songda.core.delivery.tasks import FOR_JUDGES, LANES, OF_HEARINGS, Lane
from songda.records.court.staff.models import Court, User
from songda.records.overview.boards.queries import with_words
from songda.records.service.tasks.models import Task

NEAR = timedelta(days=30)  # a hearing further away presses nobody yet
LATE = "late"
SECTIONS = (LATE, *(lane.value for lane in Lane))
SHOWN = 8  # of each section, before one asks for the whole
PAGE = 50


class Whose(StrEnum):
    """Which tasks of the court are looked at."""

    COURT = "court"
    MINE = "mine"  # and those of whom I stand in for
    UNASSIGNED = "unassigned"
    RAISED = "raised"  # those that I was told are late


@dataclass(frozen=True)
class Figure:
    """What a number at the head of the page counts: open tasks of the court of these kinds, for these reasons.

    Empty: of every kind, for every reason. The list behind it is found by the same two, so they cannot differ.
    """

    kinds: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()

    def has(self, kind: str, reason: str) -> bool:
        """Whether such a task is one of them."""
        return (not self.kinds or kind in self.kinds) and (not self.reasons or reason in self.reasons)


EVERYTHING = Figure()
FIGURES: Mapping[str, Figure] = {  # what a clerk looks for first thing in the morning
    "unread": Figure(frozenset({"call"}), frozenset({"unread"})),
    "bounced": Figure(reasons=frozenset({"unreachable"})),
    "locked": Figure(frozenset({"unlock"})),
    "objections": Figure(frozenset({"rule_objection"})),
    "old_hearings": Figure(OF_HEARINGS),
    "judge": Figure(FOR_JUDGES),
}


@dataclass(frozen=True)
class View:
    """Who looks, when, at whose tasks, of which kind (empty: every one), behind which figure."""

    court: Court
    user: User
    now: datetime
    whose: Whose = Whose.COURT
    kind: str = ""
    figure: Figure = EVERYTHING


@dataclass(frozen=True)
class Cell:
    """How many tasks are alike: in their section, kind, reason, and in whose they are."""

    section: str
    kind: str
    reason: str
    is_mine: bool
    is_unassigned: bool
    is_raised: bool
    count: int

    def is_of(self, whose: Whose) -> bool:
        """Whether they are among those that are looked at."""
        match whose:
            case Whose.COURT:
                return True
            case Whose.MINE:
                return self.is_mine
            case Whose.UNASSIGNED:
                return self.is_unassigned
            case Whose.RAISED:
                return self.is_raised


@dataclass(frozen=True)
class Counts:
    """Exact numbers of the whole court, from one statement."""

    cells: Sequence[Cell]

    def of(self, whose: Whose, kind: str = "", figure: Figure = EVERYTHING) -> int:
        """How many there are, of this kind or of every one."""
        return sum(cell.count for cell in self._found(whose, kind, figure))

    def by_section(self, whose: Whose, kind: str = "", figure: Figure = EVERYTHING) -> Mapping[str, int]:
        """How many there are in each section, of this kind or of every one."""
        return _added("section", self._found(whose, kind, figure))

    def _found(self, whose: Whose, kind: str, figure: Figure) -> Iterable[Cell]:
        return (c for c in self.cells if c.is_of(whose) and kind in {"", c.kind} and figure.has(c.kind, c.reason))

    def by_kind(self, whose: Whose, figure: Figure = EVERYTHING) -> Mapping[str, int]:
        """How many there are of each kind."""
        return _added("kind", self._found(whose, "", figure))


def _added(column: str, cells: Iterable[Cell]) -> Mapping[str, int]:
    added: Counter[str] = Counter()
    for cell in cells:
        added[getattr(cell, column)] += cell.count
    return added


@dataclass(frozen=True)
class Pressing:
    """A task with its section, and with the hearing that comes near."""

    task: Task
    section: str
    hearing_at: datetime | None


_IS_LATE = "(t.due_at < %(now)s AND t.stands_still_since IS NULL)"
_IS_MINE = """(t.owner_id = %(user)s OR t.owner_id IN (
    SELECT person_id FROM tasks_substitution
    WHERE stand_in_id = %(user)s AND ended_at IS NULL AND since <= %(now)s AND until > %(now)s))"""
_IS_RAISED = f"""({_IS_LATE} AND EXISTS (
    SELECT FROM tasks_escalation e WHERE e.task_id = t.id AND e.term = t.term AND e.told @> ARRAY[%(user)s::uuid]))"""
_SECTION = (
    f"CASE WHEN {_IS_LATE} THEN 'late' "
    + "".join(f"WHEN t.kind = ANY(%({lane.value})s) THEN '{lane.value}' " for lane in Lane)
    + "END"
)
_OPEN = "tasks_task t WHERE t.court_id = %(court)s AND t.closed_at IS NULL"
_IS_OF = {
    Whose.COURT: "true",
    Whose.MINE: f"coalesce({_IS_MINE}, false)",
    Whose.UNASSIGNED: "t.owner_id IS NULL",
    Whose.RAISED: _IS_RAISED,
}
_COUNT = f"""
SELECT {_SECTION}, t.kind, t.reason, coalesce({_IS_MINE}, false), t.owner_id IS NULL, {_IS_RAISED}, count(*)
FROM {_OPEN} GROUP BY 1, 2, 3, 4, 5, 6
"""  # noqa: S608 - our own words alone
_PICK = {
    whose: f"""
WITH near AS MATERIALIZED (
    SELECT h.case_id, min(h.at) AS at FROM cases_hearing h
    WHERE h.court_id = %(court)s AND h.cancelled_at IS NULL AND h.at >= %(now)s AND h.at < %(near)s
    GROUP BY h.case_id
), placed AS (
    SELECT t.id, {_SECTION} AS section, near.at,
           row_number() OVER (PARTITION BY {_SECTION} ORDER BY near.at NULLS LAST, t.due_at, t.id) AS place
    FROM tasks_task t LEFT JOIN near USING (case_id)
    WHERE t.court_id = %(court)s AND t.closed_at IS NULL AND %(kind)s IN ('', t.kind) AND {is_of}
        AND (%(kinds)s::text[] = '{{}}' OR t.kind = ANY(%(kinds)s))
        AND (%(reasons)s::text[] = '{{}}' OR t.reason = ANY(%(reasons)s))
)
SELECT id, section, at FROM placed
WHERE section = ANY(%(sections)s) AND place > %(after)s AND place <= %(until)s ORDER BY section, place
"""  # noqa: S608 - our own words alone
    for whose, is_of in _IS_OF.items()
}


def counts(view: View) -> Counts:
    """Count the open tasks of the court; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, _values(view))
        return Counts([Cell(*row) for row in cursor.fetchall()])


def first_of_each(view: View, size: int = SHOWN) -> Mapping[str, Sequence[Pressing]]:
    """The most pressing tasks of each section; five statements at most."""
    found = _picked(view, SECTIONS, 0, size)
    return {name: [one for one in found if one.section == name] for name in SECTIONS}


def section_page(view: View, section: str, number: int) -> Sequence[Pressing]:
    """One page of a section, and the first task of the next; five statements at most."""
    start = (number - 1) * PAGE
    return _picked(view, (section,), start, start + PAGE + 1)


def _picked(view: View, sections: Sequence[str], after: int, until: int) -> list[Pressing]:
    """Which tasks stand there, then all that a page says of them, and what people wrote."""
    values = {**_values(view), "sections": list(sections), "after": after, "until": until}
    with connection.cursor() as cursor:
        cursor.execute(_PICK[view.whose], values)
        picked: list[tuple[UUID, str, datetime | None]] = cursor.fetchall()
    rows = Task.objects.filter(id__in=[task_id for task_id, _, _ in picked])
    with_words(found := list(rows.select_related("case", "envelope__party", "party", "owner")))
    by_id = {task.id: task for task in found}
    return [Pressing(by_id[task_id], section, at) for task_id, section, at in picked if task_id in by_id]


def _values(view: View) -> dict[str, Any]:
    lanes = {lane.value: list(kinds) for lane, kinds in LANES.items()}
    moments = {"now": view.now, "near": view.now + NEAR}
    figure = {"kinds": sorted(view.figure.kinds), "reasons": sorted(view.figure.reasons)}
    return {"court": view.court.id, "user": view.user.id, "kind": view.kind, **figure, **moments, **lanes}
