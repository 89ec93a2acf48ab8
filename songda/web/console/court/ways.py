"""What the court lets the program begin by itself, way by way; whatever widens it waits for a second person."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from songda.clock import now
from songda.core.access import Act
from songda.core.delivery.ladder.way_rules import EVERY_KIND, WayChoice, WayRules
from songda.records.court.staff.models import Court
from songda.records.court.staff.way_rules import WayRuleDraft, needs_two, ruled_ways, set_way_rule, way_rules_of
from songda.records.service.tasks.approving import to_rule_way
from songda.web.console.court.proposals import back_to_court, propose_from_form
from songda.web.console.shared import words
from songda.web.console.shared.forms import carry_out, succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.stepping_up import Door, step_up

AS_EVERY_KIND = "as_every_kind"


class WayRuleForm(forms.Form):
    """What is to hold of one way."""

    way = forms.ChoiceField(label=_lazy("Way of service"))
    paper_kind = forms.ChoiceField(label=_lazy("For which papers"), required=False)
    choice = forms.ChoiceField(label=_lazy("The system"))

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self.fields["way"].choices = [(way, words.word(way, "channel")) for way in ruled_ways()]  # type: ignore[attr-defined]
        every: list[tuple[str, object]] = [(EVERY_KIND, _("every kind of paper"))]
        self.fields["paper_kind"].choices = every + words.choices(words.PAPER_KIND)  # type: ignore[attr-defined]
        taken_back: list[tuple[str, object]] = [(AS_EVERY_KIND, _("does what holds where nothing is said"))]
        self.fields["choice"].choices = words.choices(words.WAY_CHOICE) + taken_back  # type: ignore[attr-defined]

    def draft(self) -> WayRuleDraft:
        typed = self.cleaned_data
        choice = None if typed["choice"] == AS_EVERY_KIND else WayChoice(typed["choice"])
        return WayRuleDraft(typed["way"], typed["paper_kind"], choice)


@dataclass(frozen=True)
class WayRow:
    """One way as the page shows it: what holds for every kind, and for which kinds something else was said."""

    way: str
    choice: WayChoice
    apart: Sequence[tuple[str, WayChoice]]


def way_rows(rules: WayRules) -> list[WayRow]:
    """Every way, in the order in which they are tried."""
    return [
        WayRow(
            way,
            rules.for_kind(way),
            [(kind, choice) for (one, kind), choice in sorted(rules.choices.items()) if one == way and kind],
        )
        for way in ruled_ways()
    ]


@behind(Act.RUN_COURT, GET_AND_POST)
def ways(request: StaffRequest) -> HttpResponse:
    """Every way with what holds of it, and the form that changes it."""
    form = WayRuleForm(request.POST or None, initial={"choice": WayChoice.PROPOSE})
    if form.is_valid() and (answer := _set(request, request.court, form)):
        return answer
    context = {"desk": "court", "form": form, "rows": way_rows(way_rules_of(request.court))}
    return render(request, "console/court/ways.html", context, status=422 if form.is_bound else 200)


def _set(request: StaffRequest, court: Court, form: WayRuleForm) -> HttpResponse | None:
    draft = form.draft()
    if needs_two(court, draft):
        if first := step_up(request, Door.ACCOUNTS):
            return first
        wanted = carry_out(form, lambda: to_rule_way(draft))
        return propose_from_form(request, wanted, form) if wanted else None
    if succeeds(form, lambda: set_way_rule(court, draft, actor(request), now())):
        return back_to_court(request, _("It is set; what is under way goes on."))
    return None
