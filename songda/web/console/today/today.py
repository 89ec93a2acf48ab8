"""Today: what is late, and three lanes of work, each with what is lost first on top; and the hearings to come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render

from songda.clock import now
from songda.core.access import Act
from songda.core.delivery.tasks import KINDS
from songda.records.boards.queries import with_findings
from songda.records.boards.today import (
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
from songda.records.pages import how_many
from songda.records.rulings.guards import hearings_to_come, nearest_guards
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.pages import Slice, page_number
from songda.web.console.shared.words import language

AHEAD = timedelta(days=30)
NEAREST = 10  # hearings, before one asks for all of the thirty days
# What a clerk looks for first thing in the morning: reasons and kinds of tasks.
COUNTED = {"unread": "unread", "bounced": "unreachable"}
COUNTED_KINDS = {"locked": "unlock", "objections": "rule_objection"}


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
    name = request.GET.get("lane", "")
    context = {
        "desk": "today",
        "now": view.now,
        "whose": view.whose.value,
        "kind": view.kind,
        "tabs": [(whose.value, seen.of(whose)) for whose in Whose],
        "kinds": dict(sorted(seen.by_kind(view.whose).items())),
        "kept": {"whose": view.whose.value, "kind": view.kind, "lane": name},
        "figures": _figures(seen),
    }
    if name in SECTIONS:
        count = seen.by_section(view.whose, view.kind).get(name, 0)
        return _one(request, view, name, {**context, "count": count})
    sections = _sections(view, seen)
    hearings = hearings_to_come(request.court, view.now, AHEAD)
    guards, all_hearings = nearest_guards(hearings, language()), request.GET.get("hearings") == "all"
    context |= {
        "late": sections[0],
        "lanes": sections[1:],
        "total": sum(section.count for section in sections),
        "guards": guards if all_hearings else guards[:NEAREST],
        "reachable": len(guards),
        "all_hearings": all_hearings,
        "hearings": how_many(hearings),
        "unsafe": sum(not guard.is_safe for guard in guards),
    }
    return render(request, "console/today/today.html", context)


def _view(request: StaffRequest) -> View:
    """What the address asks for; what it cannot ask for is as if it had not."""
    asked, kind = request.GET.get("whose", ""), request.GET.get("kind", "")
    whose = Whose(asked) if asked in tuple(Whose) else Whose.COURT
    return View(request.court, request.user, now(), whose, kind if kind in KINDS else "")


def _one(request: StaffRequest, view: View, name: str, context: Mapping[str, object]) -> HttpResponse:
    number = page_number(request.GET.get("page", ""))
    rows = section_page(view, name, number)
    tasks = with_findings([one.task for one in rows[:PAGE]])
    shown = Slice(tasks, number, len(rows) > PAGE)
    return render(request, "console/today/lane.html", {**context, "lane": name, "tasks": tasks, "page": shown})


def _sections(view: View, seen: Counts) -> list[Section]:
    tasks, count = first_of_each(view), seen.by_section(view.whose, view.kind)
    return [Section(name, tasks[name], count.get(name, 0)) for name in SECTIONS]


def _figures(seen: Counts) -> dict[str, int]:
    reasons, kinds = seen.by_reason(), seen.by_kind(Whose.COURT)
    counted = {name: reasons.get(word, 0) for name, word in COUNTED.items()}
    counted |= {name: kinds.get(word, 0) for name, word in COUNTED_KINDS.items()}
    return {"late": seen.by_section(Whose.COURT).get(LATE, 0), "judge": seen.for_judges(), **counted}
