"""Who does what in the court: tasks change hands, somebody is away, new ones are given out by a rule.

A task is taken on, handed over, or all of a person's in one act; who was slower is told who has it.
"""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from songda.clock import now
from songda.core.access import Act, may, may_hand_over
from songda.core.delivery.tasks import FOR_JUDGES, HandingRule
from songda.core.refusal import Refused
from songda.core.words import names_of
from songda.records.court.staff.models import User
from songda.records.overview.boards.workload import loads
from songda.records.service.tasks.assignment import rule_of, set_rule
from songda.records.service.tasks.handing import (
    SubstitutionDraft,
    TakenByAnother,
    colleagues,
    end_substitution,
    hand_over,
    hand_over_all,
    note_substitution,
    substitution_of,
    substitutions_of,
    take_task,
)
from songda.records.service.tasks.models import Substitution, Task
from songda.web.console.shared import words
from songda.web.console.shared.forms import Moment, RadioChoices, carry_out, succeeds, to_choose
from songda.web.console.shared.gate import GET_AND_POST, GET_ONLY, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404, read_id, the_member, the_task
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.words import language
from songda.web.console.today.tasks import back_to, home_of_task


class HandOverForm(forms.Form):
    """To whom a task goes; `owner` is whose it was when the page was made."""

    to = forms.ChoiceField(label=_lazy("Hand over to"))
    owner = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, people: list[User], *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["to"].choices = _people(people)  # type: ignore[attr-defined]


class HandAllForm(forms.Form):
    """Whose tasks go to whom."""

    person = forms.ChoiceField(label=_lazy("All open tasks of"))
    to = forms.ChoiceField(label=_lazy("Hand over to"))

    def __init__(self, people: list[User], whose: list[User], *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["person"].choices = _people(whose)  # type: ignore[attr-defined]
        self.fields["to"].choices = _people(people)  # type: ignore[attr-defined]


def _people(people: list[User]) -> list[tuple[str, object]]:
    """People to choose from, each with their office."""
    named = [(str(one.id), f"{one} · {words.word(one.role, 'office')}") for one in people]
    return to_choose(named)  # type: ignore[return-value]


@behind(Act.CLOSE_TASK, POST_ONLY)
def take(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """Take a task on, from whom it was when the page was made; who was slower is told who has it."""
    task = the_task(request, task_id)
    task.owner_id = read_id(request.POST.get("owner", ""))
    try:
        take_task(task, request.user, now())
    except TakenByAnother as lost:
        return _taken_by_another(request, task_id, lost)
    except Refused as refused:
        messages.error(request, refused.sentence(language()))
        return back_to(request)
    messages.success(request, _("The task is yours."))
    return back_to(request)


@behind(Act.CLOSE_TASK, GET_AND_POST)
def hand(request: StaffRequest, task_id: UUID) -> HttpResponse:
    """Hand a task over to somebody of the court."""
    task = the_task(request, task_id)
    if (why_not := _may_not(request, task)) is not None:
        messages.error(request, why_not.sentence(language()))
        return redirect(home_of_task(task))
    people = [one for one in colleagues(request.court) if one.id != task.owner_id]
    form = HandOverForm(people, request.POST or None, initial={"owner": str(task.owner_id or "")})
    if form.is_valid():
        task.owner_id = form.cleaned_data["owner"]
        to = the_member(request, UUID(form.cleaned_data["to"]))
        try:
            if succeeds(form, lambda: _or_lost(task, to, actor(request))):
                messages.success(request, _("Handed over to %(name)s.") % {"name": to})
                return redirect("console:today")
        except _TaskTaken as lost:
            return _taken_by_another(request, task_id, lost.refusal)
    about, shown = words.word(task.kind, "task"), {"desk": "today", "task": task}
    title, submit = _("Hand a task over"), _("Hand over")
    question = Question(title, submit, home_of_task(task), task.case, about=about, context=shown)
    return ask(request, form, question)


@behind(Act.CLOSE_TASK, GET_AND_POST)
def hand_all(request: StaffRequest) -> HttpResponse:
    """Hand over all open tasks of a person in one act; one's own, or as a supervisor anybody's."""
    everybody = colleagues(request.court)
    whose = everybody if may(request.user.role, Act.HAND_TASKS) else [request.user]
    own = {"person": str(request.user.id)} if len(whose) == 1 else {}
    form = HandAllForm(everybody, whose, request.POST or None, initial=own)
    if form.is_valid():
        person, to = (the_member(request, UUID(form.cleaned_data[name])) for name in ("person", "to"))
        count = carry_out(form, lambda: hand_over_all(person, to, actor(request), now()))
        if count is not None:
            sentence = ngettext(
                "%(count)d task handed over to %(name)s.", "%(count)d tasks handed over to %(name)s.", count
            )
            messages.success(request, sentence % {"count": count, "name": to})
            return redirect("console:desks")
    intro = _("What only a judge decides stays with the judge of the case.")
    title, shown = _("Hand over all tasks"), {"desk": "today"}
    return ask(request, form, Question(title, _("Hand over"), reverse("console:desks"), intro=intro, context=shown))


def _taken_by_another(request: StaffRequest, task_id: UUID, lost: TakenByAnother) -> HttpResponse:
    """The page for whoever was slower: who has the task, and what one can do now."""
    task = the_task(request, task_id)
    context = {"desk": "today", "task": task, "case": task.case, "said": lost.sentence(language()), "owner": task.owner}
    return render(request, "console/today/held.html", context, status=409)


class _TaskTaken(Exception):  # noqa: N818 - carries a refusal past the form, which has no field for it
    def __init__(self, refusal: TakenByAnother) -> None:
        self.refusal = refusal


def _or_lost(task: Task, to: User, by: str) -> None:
    try:
        hand_over(task, to, by, now())
    except TakenByAnother as lost:
        raise _TaskTaken(lost) from None


def _may_not(request: StaffRequest, task: Task) -> Refused | None:
    """Why this visitor does not hand it over, where that is so."""
    if task.closed_at:
        return Refused("already_closed")
    if task.kind in FOR_JUDGES:
        return Refused("task_is_the_judges")
    is_theirs = may_hand_over(request.user.role, request.user.id, task.owner_id)
    return None if is_theirs else Refused("not_yours_to_hand_over")


class AwayForm(forms.Form):
    """Who is away, from when until when, and who stands in."""

    person = forms.ChoiceField(label=_lazy("Who is away"))
    since = Moment(label=_lazy("From"))
    until = Moment(label=_lazy("Until"))
    stand_in = forms.ChoiceField(
        label=_lazy("Who stands in"),
        help_text=_lazy("New tasks fall to them; those that are open now lie on both desks."),
    )

    def __init__(self, people: list[User], whose: list[User], *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["person"].choices = _people(whose)  # type: ignore[attr-defined]
        self.fields["stand_in"].choices = _people(people)  # type: ignore[attr-defined]


class RuleForm(forms.Form):
    """To whom new tasks fall that are nobody's."""

    rule = forms.ChoiceField(label=_lazy("New tasks fall to"), widget=RadioChoices)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        named = names_of("tasks.handing", language())
        self.fields["rule"].choices = [(rule.value, named[rule.value]) for rule in HandingRule]  # type: ignore[attr-defined]


@behind(Act.CLOSE_TASK, GET_ONLY)
def desks(request: StaffRequest) -> HttpResponse:
    """The people with their loads, who is away, the rule."""
    moment = now()
    context = {
        "desk": "today",
        "now": moment,
        "people": loads(request.court, moment),
        "substitutions": substitutions_of(request.court, moment),
        "rule": rule_of(request.court),
    }
    return render(request, "console/today/desks.html", context)


@behind(Act.CLOSE_TASK, GET_AND_POST)
def away(request: StaffRequest) -> HttpResponse:
    """Note that somebody is away: oneself, or as a supervisor anybody."""
    people = colleagues(request.court)
    whose = people if may(request.user.role, Act.HAND_TASKS) else [request.user]
    start = {"since": timezone.localtime(now()), **({"person": str(request.user.id)} if len(whose) == 1 else {})}
    form = AwayForm(people, whose, request.POST or None, initial=start)
    if form.is_valid() and succeeds(form, lambda: note_substitution(_draft(request, form), actor(request), now())):
        messages.success(request, _("Noted who stands in."))
        return redirect("console:desks")
    question = Question(_("Somebody is away"), _("Record"), reverse("console:desks"), context={"desk": "today"})
    return ask(request, form, question)


@behind(Act.CLOSE_TASK, POST_ONLY)
def back(request: StaffRequest, substitution_id: UUID) -> HttpResponse:
    """They are back before the time; whoever is away, or a supervisor, says so."""
    row = lookup_or_404(lambda: substitution_of(request.court, substitution_id))
    is_theirs = row.person_id == request.user.id or may(request.user.role, Act.HAND_TASKS)
    try:
        _end(row, actor(request), is_theirs=is_theirs)
        sentence = _("The substitution is over; new tasks fall to %(name)s again.")
        messages.success(request, sentence % {"name": row.person})
    except Refused as refused:
        messages.error(request, refused.sentence(language()))
    return redirect("console:desks")


@behind(Act.HAND_TASKS, GET_AND_POST)
def rule(request: StaffRequest) -> HttpResponse:
    """Choose how new tasks are given out."""
    form = RuleForm(request.POST or None, initial={"rule": rule_of(request.court).value})
    if form.is_valid() and succeeds(
        form, lambda: set_rule(request.court, form.cleaned_data["rule"], actor(request), now())
    ):
        messages.success(request, _("The rule counts for tasks that open from now on."))
        return redirect("console:desks")
    intro = _("It counts for tasks that are nobody's by their kind; whoever is away or gone is left out.")
    title, shown = _("How new tasks are given out"), {"desk": "today"}
    return ask(request, form, Question(title, _("Choose"), reverse("console:desks"), intro=intro, context=shown))


def _draft(request: StaffRequest, form: AwayForm) -> SubstitutionDraft:
    typed = form.cleaned_data
    person, stand_in = (the_member(request, UUID(typed[name])) for name in ("person", "stand_in"))
    return SubstitutionDraft(person, stand_in, typed["since"], typed["until"])


def _end(row: Substitution, by: str, *, is_theirs: bool) -> None:
    if not is_theirs:
        raise Refused("substitution_not_yours")
    end_substitution(row, by, now())
