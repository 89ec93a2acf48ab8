"""Who sees the figures of the court: which court above it, and whether everybody does."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from songda.clock import now
from songda.core.access import Act
from songda.records.court.staff.court_settings import (
    court_and_below,
    place_below,
    possible_parents,
    publish_figures,
    withdraw_figures,
)
from songda.records.court.staff.models import Court
from songda.web.console.shared.forms import RadioChoices, succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.words import language


class AboveForm(forms.Form):
    """The court above, or none."""

    above = forms.ChoiceField(label=_lazy("Court above"), required=False)

    def __init__(self, court: Court, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        courts = [(str(one.id), one.name_in(language())) for one in possible_parents(court)]
        self.fields["above"].choices = [("", pgettext_lazy("court above", "none")), *courts]  # type: ignore[attr-defined]


class PublicForm(forms.Form):
    """Whether everybody may see them."""

    is_public = forms.ChoiceField(
        label=_lazy("The court's figures"),
        widget=RadioChoices,
        choices=[("no", _lazy("only the court, and the courts above it")), ("yes", _lazy("everybody"))],
    )


@behind(Act.RUN_COURT)
def figures_visibility(request: StaffRequest) -> HttpResponse:
    """Who sees the court's figures, and whose it sees."""
    below = court_and_below(request.court)[1:]
    return render(request, "console/figures/visibility.html", {"desk": "court", "below": below})


@behind(Act.RUN_COURT, GET_AND_POST)
def court_above(request: StaffRequest) -> HttpResponse:
    """Name the court above: it sees the figures from then on, and nothing of the cases."""
    form = AboveForm(request.court, request.POST or None, initial={"above": str(request.court.above_id or "")})
    if form.is_valid():
        typed = form.cleaned_data["above"]
        above = UUID(typed) if typed else None
        if succeeds(form, lambda: place_below(request.court, above, actor(request), now())):
            messages.success(request, _("Noted which court stands above."))
            return redirect("console:figures_visibility")
    intro = _("It sees the numbers of this court from then on; no case, no name, nothing behind a number.")
    return ask(request, form, _question(_("The court above"), intro))


@behind(Act.RUN_COURT, GET_AND_POST)
def publish(request: StaffRequest) -> HttpResponse:
    """Open the figures to everybody, or close them again."""
    start = {"is_public": "no" if request.court.figures_public_since is None else "yes"}
    form = PublicForm(request.POST or None, initial=start)
    if form.is_valid():
        act = publish_figures if form.cleaned_data["is_public"] == "yes" else withdraw_figures
        act(request.court, actor(request), now())
        messages.success(request, _("Noted who sees the court's figures."))
        return redirect("console:figures_visibility")
    intro = _("Half-years that are over; counts of fewer than five people, and what gives them away, are left out.")
    return ask(request, form, _question(_("Figures for everybody"), intro))


def _question(title: str, intro: str) -> Question:
    back = reverse("console:figures_visibility")
    return Question(title, _("Record"), back, intro=intro, context={"desk": "court"})
