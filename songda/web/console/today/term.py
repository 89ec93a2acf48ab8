"""The term of a task: line by line why it is due when it is due, who was told that it is late, and more time for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act, may_extend
from songda.core.delivery.tasks import FOR_JUDGES
from songda.core.terms import Entry
from songda.records.court.staff.models import User
from songda.records.court.staff.queries import staff_id
from songda.records.service.tasks.by_hand import LONGEST_EXTENSION, extend, reasons_of_extensions
from songda.records.service.tasks.models import Escalation, Task, TermEntry
from songda.records.service.tasks.terms import entries_of, reckoning_of
from songda.records.service.tasks.unfinished import unfinished_of
from songda.web.console.shared import words
from songda.web.console.shared.forms import ReasonForm, succeeds
from songda.web.console.shared.gate import GET_AND_POST, GET_ONLY, StaffRequest, actor, behind, closed_to
from songda.web.console.shared.lookup_or_404 import the_task
from songda.web.console.shared.pages import Question, ask


class ExtendForm(ReasonForm):
    """By how many working days, and why."""

    working_days = forms.IntegerField(
        label=_lazy("Working days more"),
        min_value=1,
        max_value=LONGEST_EXTENSION,
        help_text=_lazy("Counted from the day on which it is due, or from today where that is over."),
    )
    field_order = ("working_days", "reason")


@dataclass(frozen=True)
class Line:
    """One line of the ledger as it is shown: what, when, by whom, and the day to which it moved the end."""

    entry: Entry
    by: str
    due_at: datetime | None
    reason: str = ""


@behind(Act.SEE_CASES, GET_ONLY)
def term(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """The ledger of the task's term."""
    task = the_task(request, task_id)
    escalations = list(Escalation.objects.filter(task=task).order_by("id"))
    people = User.objects.in_bulk({one for escalation in escalations for one in escalation.told})
    context = {
        "desk": "today",
        "now": now(),
        "task": task,
        "case": task.case,
        "lines": _lines(task),
        "told": [(one, [people[key] for key in one.told if key in people]) for one in escalations],
        "may_extend": task.closed_at is None and may_extend(request.user.role, is_for_judge=task.kind in FOR_JUDGES),
    }
    return render(request, "console/today/term.html", context)


@behind(Act.EXTEND_TASK, GET_AND_POST)
def more_time(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """Give the task more time, with a reason; what the judge owes, a supervisor alone extends."""
    task = the_task(request, task_id)
    if task.kind in FOR_JUDGES and (turned_away := closed_to(request, Act.HAND_TASKS)) is not None:
        return turned_away
    form = ExtendForm(request.POST or None)
    days = form.cleaned_data.get("working_days", 0) if form.is_valid() else 0
    if form.is_valid() and succeeds(form, lambda: extend(task, days, form.why(), actor(request), now())):
        messages.success(
            request, _("The term is extended; whoever was told that it is late is told anew if it is late again.")
        )
        return redirect("console:term", task.id)
    where = reverse("console:term", args=[task.id])
    about = words.word(task.kind, "task")
    shown = {"desk": "today", "task": task, "left": unfinished_of(task, now())}
    question = Question(
        _("More time for a task"),
        _("Extend"),
        where,
        task.case,
        template="console/today/more_time.html",
        about=about,
        context=shown,
    )
    return ask(request, form, question)


def _lines(task: Task) -> list[Line]:
    entries: Sequence[TermEntry] = entries_of([task])[task.id]
    reasons = iter(reasons_of_extensions(task))
    authors = ["engine", *(entry.by for entry in entries)]
    people = User.objects.in_bulk([key for by in authors if (key := staff_id(by))])
    steps = reckoning_of(task, entries).steps
    return [
        Line(entry, str(people.get(staff_id(by), "")), due, next(reasons, "") if entry.kind == "extended" else "")
        for (entry, due), by in zip(steps, authors, strict=True)
    ]
