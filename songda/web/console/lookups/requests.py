"""A look-up is asked for and taken back, approved or declined by another, and kept from the person for a while."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext

from songda.clock import now
from songda.core.access import Act
from songda.core.lookups import Operator
from songda.core.refusal import Refused
from songda.records.ways.lookups.actions import (
    LONGEST_VALIDITY,
    LONGEST_WHY,
    LookupDraft,
    approve,
    decline,
    request_lookup,
    withdraw,
)
from songda.records.ways.lookups.disclosure import LONGEST_DELAY, delay_telling
from songda.records.ways.lookups.queries import is_one_of_many
from songda.web.console.lookups.lookups import the_lookup
from songda.web.console.shared import words
from songda.web.console.shared.forms import ReasonForm, TickChoices, Words, carry_out, succeeds, to_choose
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_party
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.stepping_up import Door, step_up
from songda.web.console.shared.words import language

WEEK = 7


class LookupForm(forms.Form):
    """What for, why, whom to ask, for how many days."""

    purpose = forms.ChoiceField(label=_lazy("Purpose"), choices=to_choose(words.choices(words.LOOKUP_PURPOSE)))
    ground = forms.ChoiceField(label=_lazy("Ground"), choices=to_choose(words.choices(words.LOOKUP_GROUND)))
    why = Words(
        label=_lazy("Why other ways do not suffice"),
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_lazy("What was tried, when, with which result. Whoever approves reads it; kept sealed."),
    )
    operators = forms.MultipleChoiceField(
        label=_lazy("Operators"),
        choices=words.choices(words.LOOKUP_OPERATOR),
        widget=TickChoices(attrs={"many": "few"}),
        initial=[operator.value for operator in Operator],
    )
    days = forms.IntegerField(
        label=_lazy("Valid for how many days"), min_value=1, max_value=LONGEST_VALIDITY.days, initial=WEEK
    )

    def draft(self, now: datetime) -> LookupDraft:
        typed: dict[str, Any] = dict(self.cleaned_data)
        until = now + timedelta(days=typed.pop("days"))
        return LookupDraft(**{**typed, "operators": tuple(typed["operators"])}, valid_until=until)


class DelayForm(ReasonForm):
    """For how many days the person is not told, and why; none ends the delay."""

    days = forms.IntegerField(
        label=_lazy("Do not tell the person for how many days"),
        min_value=0,
        max_value=LONGEST_DELAY.days,
        help_text=_lazy("Counted from now. 0 ends a delay at once."),
    )
    field_order = ("days", "reason")


@behind(Act.ASK_LOOKUP, GET_AND_POST)
def new_lookup(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Ask that the party be looked up; another person approves before anybody is asked."""
    party = the_party(request, party_id)
    if is_one_of_many(request.user, now()) and (first := step_up(request, Door.LOOKUPS_IN_NUMBERS)):
        return first
    form = LookupForm(request.POST or None)
    if form.is_valid():
        moment = now()
        if made := carry_out(form, lambda: request_lookup(party, form.draft(moment), actor(request), moment)):
            messages.success(request, _("Requested. It stands on the desk of whoever may approve it."))
            return redirect("console:lookup", made.id)
    question = Question(
        _("Look up numbers"),
        pgettext("button", "Request"),
        reverse("console:party", args=[party.id]),
        party.case,
        template="console/lookups/lookup_form.html",
        context={"party": party},
    )
    return ask(request, form, question)


@behind(Act.ASK_LOOKUP, GET_AND_POST)
def withdraw_lookup(request: StaffRequest, lookup_id: UUID) -> HttpResponse:
    """Take a request back while it is open."""
    found = the_lookup(request, lookup_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: withdraw(found, form.why(), actor(request), now())):
        messages.success(request, _("Taken back. Answers that still come are not kept."))
        return redirect("console:lookup", found.id)
    question = Question(
        _("Take the look-up back"), _("Take back"), reverse("console:lookup", args=[found.id]), found.case
    )
    return ask(request, form, question)


@behind(Act.APPROVE_LOOKUP, POST_ONLY)
def approve_lookup(request: StaffRequest, lookup_id: UUID) -> HttpResponse:
    """Approve it: the operators are asked."""
    found = the_lookup(request, lookup_id)
    back = reverse("console:lookup", args=[found.id])
    if is_one_of_many(request.user, now()) and (first := step_up(request, Door.LOOKUPS_IN_NUMBERS, back)):
        messages.warning(request, _("Not approved yet: press once more, now that you have shown who you are."))
        return first
    try:
        approve(found, request.user, now())
        messages.success(request, _("Approved. The operators are being asked."))
    except Refused as refused:
        messages.error(request, refused.sentence(language()))
    return redirect(back)


@behind(Act.APPROVE_LOOKUP, GET_AND_POST)
def decline_lookup(request: StaffRequest, lookup_id: UUID) -> HttpResponse:
    """Decline it, with a reason."""
    found = the_lookup(request, lookup_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: decline(found, form.why(), request.user, now())):
        messages.success(request, _("Declined. Nobody is asked."))
        return redirect("console:lookup", found.id)
    back = reverse("console:lookup", args=[found.id])
    return ask(request, form, Question(_("Decline the look-up"), _("Decline"), back, found.case))


@behind(Act.DECIDE_FINDING, GET_AND_POST)
def delay_lookup(request: StaffRequest, lookup_id: UUID) -> HttpResponse:
    """Delay until a date that the person reads of the look-up on the portal."""
    found = the_lookup(request, lookup_id)
    form = DelayForm(request.POST or None)
    if form.is_valid():
        moment = now()
        until = moment + timedelta(days=form.cleaned_data["days"])
        if succeeds(form, lambda: delay_telling(found, until, form.why(), request.user, moment)):
            messages.success(request, _("Noted. The person can read of it when the time is over."))
            return redirect("console:lookup", found.id)
    question = Question(
        _("Delay that the person is told"),
        _("Decide"),
        reverse("console:lookup", args=[found.id]),
        found.case,
        intro=_(
            "Personal Information Protection Law, article 35: only where telling would hinder what the court must do."
        ),
    )
    return ask(request, form, question)
