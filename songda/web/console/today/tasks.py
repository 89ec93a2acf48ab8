"""One task: seen, ended by hand with a reason, opened again; and what it is for: a paper copy, a change."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act
from songda.core.delivery.tasks import BY_DECISION
from songda.core.refusal import Refused
from songda.records.law.decisions.ask_law import Change, changes_of
from songda.records.law.rulings.guards import guards_of
from songda.records.overview.boards.queries import objections_of, with_words
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.queries import listed
from songda.records.service.determinations.actions import together
from songda.records.service.determinations.models import Determination
from songda.records.service.tasks.by_hand import (
    LONGEST_NOTE,
    Copy,
    close_by_hand,
    is_still_open,
    note_seen,
    reopen_task,
    settle_copy,
)
from songda.records.service.tasks.models import Task
from songda.records.service.tasks.unfinished import unfinished_of
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, RadioChoices, ReasonForm, Words, succeeds
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_task
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.words import language


class EndTaskForm(ReasonForm):
    """Why, and, where what it is for is still open, when it is to come again."""

    again = Moment(
        label=_lazy("It comes again"),
        help_text=_lazy("What it is for is still open, so it cannot simply be struck off the list."),
    )

    def __init__(self, *args: Any, comes_again: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not comes_again:
            del self.fields["again"]

    def again_at(self) -> datetime | None:
        """When it is to come again."""
        again: datetime | None = self.cleaned_data.get("again")
        return again


class CopyForm(forms.Form):
    """What became of the paper copy that was asked for."""

    how = forms.ChoiceField(label=_lazy("What became of it"), choices=words.choices(words.COPY), widget=RadioChoices)
    at = Moment(label=_lazy("When"))
    note = Words(
        label=_lazy("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_lazy("Who took it and how they were identified, or the number of the letter. Kept sealed."),
    )

    def copy(self) -> Copy:
        return Copy(**self.cleaned_data)


@behind(Act.CLOSE_TASK, POST_ONLY)
def seen(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """Say that one has learned what the task tells."""
    task = the_task(request, task_id)
    return _done(request, lambda: note_seen(task, actor(request), now()), _("Noted that you have seen it."))


@behind(Act.CLOSE_TASK, POST_ONLY)
def reopen(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """Open a task again that was ended by hand."""
    task = the_task(request, task_id)
    return _done(request, lambda: reopen_task(task, actor(request), now()), _("The task is open again."))


@behind(Act.CLOSE_TASK, GET_AND_POST)
def close(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """End a task by hand, with a reason; what is still open comes again on the day that is named."""
    task = the_task(request, task_id)
    if (why_not := _is_settled(task)) is not None:
        messages.error(request, why_not.sentence(language()))
        return redirect(home_of_task(task))
    comes_again = is_still_open(task)
    form = EndTaskForm(request.POST or None, comes_again=comes_again)
    if form.is_valid() and succeeds(
        form, lambda: close_by_hand(task, form.why(), form.again_at(), actor(request), now())
    ):
        messages.success(request, _("Ended by hand; it comes again.") if comes_again else _("Ended by hand."))
        return redirect(home_of_task(task))
    question = Question(
        words.word(task.kind, "task"),
        _("End by hand"),
        home_of_task(task),
        task.case,
        intro=words.word(task.kind, "task_ends"),
        template="console/today/end_task.html",
        context={
            "task": with_words([task])[0],
            "comes_again": comes_again,
            "now": now(),
            "left": unfinished_of(task, now()),
        },
    )
    return ask(request, form, question)


@behind(Act.CLOSE_TASK, GET_AND_POST)
def copy(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """Put on record what became of the paper copy that was asked for."""
    task = the_task(request, task_id)
    envelope = task.envelope
    if task.kind != "print_paper" or envelope is None or task.closed_at:
        return redirect(home_of_task(task))
    form = CopyForm(request.POST or None, initial={"at": timezone.localtime(now())})
    if form.is_valid() and succeeds(form, lambda: settle_copy(envelope, form.copy(), actor(request), now())):
        messages.success(request, _("What became of the paper copy is on record; the recipient reads it too."))
        return redirect(home_of_task(task))
    question = Question(
        _("Paper copy"),
        _("Record"),
        home_of_task(task),
        task.case,
        intro=_("The court must provide it where the recipient asks for it (Civil Procedure Law, article 90)."),
        template="console/today/end_task.html",
        context={"task": with_words([task])[0], "comes_again": False, "now": now()},
    )
    return ask(request, form, question)


def _is_settled(task: Task) -> Refused | None:
    """Why nobody ends it by hand, where that is so."""
    if task.closed_at:
        return Refused("already_closed")
    return Refused("closes_itself") if task.kind in BY_DECISION else None


def _done(request: StaffRequest, action: Callable[[], None], sentence: str) -> HttpResponse:
    """Do it, say so or why not, and go back to the page where the button was; only one of our own."""
    try:
        action()
        messages.success(request, sentence)
    except Refused as refused:
        messages.error(request, refused.sentence(language()))
    return back_to(request)


def home_of_task(task: Task) -> str:
    """The page on which the work of the task is done."""
    if task.envelope_id:
        return reverse("console:envelope", args=[task.envelope_id])
    if task.party_id:
        return reverse("console:party", args=[task.party_id])
    return reverse("console:case", args=[task.case_id])


def back_to(request: StaffRequest) -> HttpResponseRedirect:
    """The page where the button was, if it is one of our own; else today's."""
    place = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(place, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(place if is_ours else reverse("console:today"))


LATELY = 20


@behind(Act.SEE_CASES)
def change(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """What changed in findings that people relied on: before and after, for the clerk of the case.

    Each paper with its lines of before and after, the judge's decisions, the certificates and the hearings.
    """
    task = the_task(request, task_id)
    if task.kind != "note_change" or task.envelope is None:
        return (
            redirect("console:envelope", task.envelope_id) if task.envelope else redirect("console:case", task.case_id)
        )
    changes = changes_of(task)
    services = [one.service.id for one in changes]
    party = task.envelope.party
    rows = Determination.objects.filter(party=party).select_related("by", "service__paper")
    context = {
        "desk": "cases",
        "now": now(),
        "task": task,
        "case": task.case,
        "party": party,
        "envelope": task.envelope,
        "changes": _alike(changes),
        "objections": [one for one in objections_of(task.case) if one.envelope_id == task.envelope_id],
        "decided": together(rows.order_by("-at", "-id")[:LATELY]),
        "certificates": listed(
            Certificate.objects.filter(service_id__in=services)
            .select_related("service__paper", "service__finding", "replaces", "replaced_by")
            .order_by("-made_at")
        ),
        "guards": [guard for guard in guards_of([task.case], language()) if guard.hearing.at >= now()],
    }
    return render(request, "console/today/change.html", context)


def _alike(changes: Sequence[Change]) -> list[list[Change]]:
    """Papers of which the same has changed, told together."""
    groups: dict[str, list[Change]] = {}
    for one in changes:
        groups.setdefault(repr(one.lines), []).append(one)
    return list(groups.values())
