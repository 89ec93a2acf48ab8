"""Who does what in the court: how many tasks lie on whose desk, who is away, and how new ones are given out."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act, may
from songda.core.delivery.tasks import HandingRule
from songda.core.refusal import Refused
from songda.core.words import names_of
from songda.records.court.staff.models import User
from songda.records.delivery.tasks.falling import rule_of, set_rule
from songda.records.delivery.tasks.handing import (
    SubstitutionDraft,
    colleagues,
    end_substitution,
    note_substitution,
    substitution_of,
    substitutions_of,
)
from songda.records.delivery.tasks.models import Substitution
from songda.records.overview.boards.workload import loads
from songda.web.console.shared.forms import Moment, RadioChoices, succeeds
from songda.web.console.shared.gate import GET_AND_POST, GET_ONLY, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404, the_member
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.words import language
from songda.web.console.today.handing import choices


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
        self.fields["person"].choices = choices(whose)  # type: ignore[attr-defined]
        self.fields["stand_in"].choices = choices(people)  # type: ignore[attr-defined]


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
    row = _the_substitution(request, substitution_id)
    is_theirs = row.person_id == request.user.id or may(request.user.role, Act.HAND_TASKS)
    try:
        _end(row, actor(request), is_theirs=is_theirs)
        said = _("The substitution is over; new tasks fall to %(name)s again.")
        messages.success(request, said % {"name": row.person})
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


def _the_substitution(request: StaffRequest, substitution_id: UUID) -> Substitution:
    return lookup_or_404(lambda: substitution_of(request.court, substitution_id))


def _end(row: Substitution, by: str, *, is_theirs: bool) -> None:
    if not is_theirs:
        raise Refused("substitution_not_yours")
    end_substitution(row, by, now())
