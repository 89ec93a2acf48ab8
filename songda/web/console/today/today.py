"""Today: everything that the engine cannot do alone, with owner and due date, and the hearings to come."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from songda.clock import now
from songda.core.access import Act
from songda.core.delivery.tasks import FOR_JUDGES, KINDS
from songda.records.boards.queries import tasks_of, with_findings
from songda.records.rulings.guards import upcoming_guards
from songda.records.tasks.models import Task
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.pages import page_number, slice_of
from songda.web.console.shared.words import language

AHEAD = timedelta(days=30)
# Reasons and kinds of tasks that a clerk looks for first thing in the morning.
COUNTED = {
    "unread": ("reason", "unread"),
    "bounced": ("reason", "unreachable"),
    "locked": ("kind", "unlock"),
    "objections": ("kind", "rule_objection"),
}


@behind(Act.SEE_CASES)
def today(request: StaffRequest) -> HttpResponse:
    """The open tasks of the court and its hearings of the next thirty days."""
    moment = now()
    tasks = tasks_of(request.court)
    kind = request.GET.get("kind", "")
    mine = request.GET.get("mine") == "1"
    shown = slice_of(_shown(tasks, kind, request.user.id if mine else None), page_number(request.GET.get("page", "")))
    with_findings(shown.rows)
    guards = upcoming_guards(request.court, moment, AHEAD, language())
    context = {
        "desk": "today",
        "now": moment,
        "tasks": shown.rows,
        "page": shown,
        "kinds": dict(Counter(task.kind for task in tasks)),
        "kind": kind if kind in KINDS else "",
        "mine": mine,
        "kept": {"kind": kind if kind in KINDS else "", "mine": "1" if mine else ""},
        "figures": _figures(tasks, moment),
        "guards": guards,
        "unsafe": sum(not guard.is_safe for guard in guards),
        "total": len(tasks),
    }
    return render(request, "console/today/today.html", context)


def _shown(tasks: Sequence[Task], kind: str, owner: UUID | None) -> list[Task]:
    return [t for t in tasks if (kind not in KINDS or t.kind == kind) and owner in (None, t.owner_id)]


def _figures(tasks: Sequence[Task], moment: datetime) -> dict[str, int]:
    counted = {name: sum(getattr(t, field) == word for t in tasks) for name, (field, word) in COUNTED.items()}
    counted["judge"] = sum(t.kind in FOR_JUDGES for t in tasks)
    return {"late": sum(task.due_at < moment for task in tasks), **counted}
