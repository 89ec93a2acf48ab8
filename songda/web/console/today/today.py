"""Today: what is late, and three lanes of work, each with what is lost first on top; and the hearings to come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render

from songda.clock import now
from songda.core.access import Act
from songda.core.delivery.ladder.person import PersonPlan
from songda.core.delivery.tasks import KINDS
from songda.records.ground.pages import how_many
from songda.records.law.plans import plans_of_people
from songda.records.law.rulings.guards import Guard, hearings_to_come, nearest_guards
from songda.records.overview.boards.queries import with_findings
from songda.records.overview.boards.today import (
    EVERYTHING,
    FIGURES,
    LATE,
    PAGE,
    SECTIONS,
    Counts,
    Pressing,
    View,
    Whose,
    counts,
    first_of_each,
    section_page,
)
from songda.records.service.tasks.models import Task
from songda.records.ways.visits.rounds import rounds_of
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.pages import Slice, page_number
from songda.web.console.shared.words import language

AHEAD = timedelta(days=30)
NEAREST = 10  # hearings, before one asks for all of the thirty days


@dataclass(frozen=True)
class Section:
    """A part of the page: its first tasks, and how many there are altogether."""

    name: str
    tasks: Sequence[Pressing]
    count: int


@behind(Act.SEE_CASES)
def today(request: StaffRequest) -> HttpResponse:
    """The open tasks of the court, or one section of them page by page, and its hearings of the next thirty days."""
    view = _view(request)
    seen = counts(view)
    name, figure = request.GET.get("lane", ""), _figure_asked(request)
    context = {
        "desk": "today",
        "now": view.now,
        "whose": view.whose.value,
        "kind": view.kind,
        "figure": figure,
        "tabs": [(whose.value, seen.of(whose, view.kind, view.figure)) for whose in Whose],
        "kinds": dict(sorted(seen.by_kind(view.whose, view.figure).items())),
        "kept": {"whose": view.whose.value, "kind": view.kind, "lane": name, "figure": figure},
        "figures": _figures(seen),
    }
    if name in SECTIONS:
        count = seen.by_section(view.whose, view.kind, view.figure).get(name, 0)
        return _one(request, view, name, {**context, "count": count})
    sections = _sections(view, seen)
    hearings = hearings_to_come(request.court, view.now, AHEAD)
    guards, chosen = nearest_guards(hearings, language()), request.GET.get("hearings", "")
    unsafe = [guard for guard in guards if not guard.is_safe]
    shown = unsafe if chosen == "unsafe" else guards
    tomorrow = (view.now.astimezone(ZoneInfo(request.court.zone)) + timedelta(days=1)).date()
    context |= {
        "pressing": [guard for guard in unsafe if _day(guard) <= tomorrow],
        "rounds": rounds_of(request.user, view.now),
        "plans": _plans(one.task for section in sections for one in section.tasks),
        "late": sections[0],
        "lanes": [section for section in sections[1:] if section.count or not (view.kind or figure)],
        "total": sum(section.count for section in sections),
        "guards": shown if chosen in {"all", "unsafe"} else shown[:NEAREST],
        "reachable": len(guards),
        "all_hearings": chosen == "all",
        "only_unsafe": chosen == "unsafe",
        "hearings": how_many(hearings),
        "unsafe": len(unsafe),
    }
    return render(request, "console/today/today.html", context)


def _day(guard: Guard) -> date:
    return guard.hearing.at.astimezone(ZoneInfo(guard.hearing.case.court.zone)).date()


def _view(request: StaffRequest) -> View:
    """What the address asks for; what it cannot ask for is as if it had not."""
    chosen, kind = request.GET.get("whose", ""), request.GET.get("kind", "")
    whose = Whose(chosen) if chosen in tuple(Whose) else Whose.COURT
    figure = FIGURES.get(_figure_asked(request), EVERYTHING)
    return View(request.court, request.user, now(), whose, kind if kind in KINDS else "", figure)


def _figure_asked(request: StaffRequest) -> str:
    chosen = request.GET.get("figure", "")
    return chosen if chosen in FIGURES else ""


def _one(request: StaffRequest, view: View, name: str, context: Mapping[str, object]) -> HttpResponse:
    number = page_number(request.GET.get("page", ""))
    rows = section_page(view, name, number)
    tasks = with_findings([one.task for one in rows[:PAGE]])
    shown = Slice(tasks, number, len(rows) > PAGE)
    context = {**context, "lane": name, "tasks": tasks, "page": shown, "plans": _plans(tasks)}
    return render(request, "console/today/lane.html", context)


def _plans(tasks: Iterable[Task]) -> Mapping[UUID, tuple[UUID, PersonPlan]]:
    """By party what goes, what comes next, and who sees to it, of whomever the tasks are about."""
    return plans_of_people({task.about.id for task in tasks if task.about is not None}, now())


def _sections(view: View, seen: Counts) -> list[Section]:
    tasks, count = first_of_each(view), seen.by_section(view.whose, view.kind, view.figure)
    return [Section(name, tasks[name], count.get(name, 0)) for name in SECTIONS]


def _figures(seen: Counts) -> dict[str, int]:
    counted = {name: seen.of(Whose.COURT, figure=figure) for name, figure in FIGURES.items()}
    return {"late": seen.by_section(Whose.COURT).get(LATE, 0), **counted}
