"""What electronic service saved, with every assumption beside it; and naming what the court reckons with."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act
from songda.core.figures.savings import COST_NAMES, Saving
from songda.core.words import name_of, names_of
from songda.records.overview.figure_reports.wording import hours_phrase, period_phrase, saved_phrase
from songda.records.overview.figures.asking import ask as ask_figures
from songda.records.overview.figures.costs import HIGHEST, CostDraft, WayLine, saved, set_unit_cost, ways_of_people
from songda.web.console.figures.report import question_of, today_of
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, behind
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.words import language


class CostForm(forms.Form):
    """One assumption, its value, and since when it counts."""

    name = forms.ChoiceField(label=_lazy("Assumption"))
    value = forms.DecimalField(
        label=_lazy("Value"), min_value=Decimal(0), max_value=HIGHEST, max_digits=12, decimal_places=2
    )
    since = forms.DateField(
        label=_lazy("Counts from"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_lazy("Savings of a period are reckoned with what counts on its last day."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        named = names_of("figures.unit_cost", language())
        self.fields["name"].choices = [(name, named.get(name, name)) for name in COST_NAMES]  # type: ignore[attr-defined]


@behind(Act.SEE_FIGURES)
def figures_savings(request: StaffRequest) -> HttpResponse:
    """Paper, postage, kilometres and time of the asked period."""
    form = question_of(request)
    context: dict[str, Any] = {"desk": "figures", "form": form}
    if not form.is_valid():
        return render(request, "console/figures/savings.html", context, status=422)
    period = form.wanted().period
    rows = [_saving_context(one) for one in saved(ask_figures, (request.court.id,), period)]
    ways = [_of_way(one) for one in ways_of_people(ask_figures, request.court, period)]
    details = {"rows": rows, "ways": ways, "period": period_phrase(period, language())}
    return render(request, "console/figures/savings.html", {**context, **details})


@behind(Act.SET_UNIT_COSTS, GET_AND_POST)
def unit_cost(request: StaffRequest) -> HttpResponse:
    """Name one assumption; it counts from the day named, and what was reckoned for earlier days stays."""
    form = CostForm(request.POST or None, initial={"since": today_of(request)})
    if form.is_valid():
        typed = form.cleaned_data
        draft = CostDraft(typed["name"], typed["value"], typed["since"])
        if succeeds(form, lambda: set_unit_cost(request.court, draft, request.user, now())):
            messages.success(request, _("Noted what the court reckons with."))
            return redirect("console:figures_savings")
    intro = _("It stands beside every saving that it is used for, and is put on record.")
    back = reverse("console:figures_savings")
    question = Question(_("What the court reckons with"), _("Record"), back, intro=intro, context={"desk": "figures"})
    return ask(request, form, question)


def _of_way(line: WayLine) -> dict[str, Any]:
    spoken = language()
    return {
        "name": name_of("routes.channel", line.way, spoken),
        "line": line,
        "open": line.tries - line.served - line.in_vain,
        "half": hours_phrase(line.half, spoken),
        "most": hours_phrase(line.most, spoken),
    }


def _saving_context(saving: Saving) -> dict[str, Any]:
    spoken = language()
    return {
        "name": name_of("figures.saving", saving.name, spoken),
        "amount": saved_phrase(saving, spoken),
        "assumed": [
            (name_of("figures.unit_cost", key, spoken), f"{value:,f}") for key, value in saving.assumed.items()
        ],
    }
