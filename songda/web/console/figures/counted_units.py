"""The services, tries or people that a number counts, of the own court only."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from songda.clock import now
from songda.core.access import Act
from songda.core.figures import FIGURES, UnknownFigureError, figure
from songda.core.figures.periods import Period, WrongPeriodError
from songda.records.overview.figure_reports.wording import phrase
from songda.records.overview.figures.counted_units import OF_ONE_SERVICE, Number, counted_page
from songda.web.console.figures.report import today_of
from songda.web.console.shared.gate import StaffRequest, behind
from songda.web.console.shared.words import language


class NumberForm(forms.Form):
    """Which number: of which figure, which of its parts, in which period, of which key of which dimension."""

    figure = forms.CharField(max_length=40)
    rest = forms.BooleanField(required=False)  # those in the denominator, instead of the numerator
    since = forms.DateField()
    until = forms.DateField()
    by = forms.CharField(max_length=20, required=False)
    key = forms.CharField(max_length=120, required=False, strip=False)
    after = forms.CharField(max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """The number exists."""
        typed = super().clean() or {}
        try:
            self.of = figure(typed.get("figure", ""))
        except UnknownFigureError:
            raise forms.ValidationError(phrase("wrong.unknown_figure", language())) from None
        if (by := typed.get("by")) and by not in self.of.dimensions:
            raise forms.ValidationError(phrase("wrong.unknown_dimension", language()))
        if typed.get("since") and typed.get("until"):
            try:
                self.period = Period(typed["since"], typed["until"])
            except WrongPeriodError as wrong:
                self.add_error("until", phrase(f"wrong.{wrong.reason}", language()))
        return typed

    def number(self) -> Number:
        """The number of a valid form."""
        typed = self.cleaned_data
        part = self.of.denominator if typed["rest"] and self.of.denominator else self.of.numerator
        return Number(part, self.period, typed["by"], typed["key"] if typed["by"] else "")


@behind(Act.SEE_FIGURES)
def figures_counted(request: StaffRequest) -> HttpResponse:
    """Page by page, the newest first; without a question, the services ordered up to today."""
    today = today_of(request)
    given = request.GET.dict() or {"figure": "launched", "since": str(today.replace(day=1)), "until": str(today)}
    form = NumberForm(given)
    context: dict[str, Any] = {"desk": "figures", "form": form, "now": now()}
    if not form.is_valid():
        return render(request, "console/figures/counted_units.html", context, status=422)
    try:
        page = counted_page(form.number(), request.user, form.cleaned_data["after"])
    except ValueError:
        form.add_error("after", _("This page of the list is not known. Begin with the first one."))
        return render(request, "console/figures/counted_units.html", context, status=422)
    is_service = FIGURES[form.of.name].unit in OF_ONE_SERVICE
    query = {name: value for name, value in request.GET.items() if name != "after"}
    more = {"page": page, "figure": form.of.title(language()), "is_service": is_service, "query": query}
    return render(request, "console/figures/counted_units.html", {**context, **more})
