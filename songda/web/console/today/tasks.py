"""One task: seen, ended by hand with a reason, opened again; and the paper copy that was asked for."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.core.delivery.tasks import BY_DECISION
from songda.core.refusal import Refused
from songda.records.delivery.tasks.by_hand import close_by_hand, is_still_open, note_seen, reopen_task
from songda.records.delivery.tasks.models import Task
from songda.records.delivery.tasks.paper_copies import settle_copy
from songda.records.delivery.tasks.unfinished import unfinished_of
from songda.records.overview.boards.typed import with_words
from songda.web.console.shared import words
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_task
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.words import language
from songda.web.console.today.forms import CopyForm, EndTaskForm
from songda.web.console.today.places import back_to, home_of_task


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


def _done(request: StaffRequest, action: Callable[[], None], said: str) -> HttpResponse:
    """Do it, say so or why not, and go back to the page where the button was; only one of our own."""
    try:
        action()
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, refused.sentence(language()))
    return back_to(request)
