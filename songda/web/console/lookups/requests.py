"""A look-up is asked for, and taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from songda.clock import now
from songda.core.access import Act
from songda.records.delivery.lookups.actions import request_lookup, withdraw
from songda.records.delivery.lookups.queries import is_one_of_many
from songda.web.console.lookups.finding import the_lookup
from songda.web.console.lookups.forms import LookupForm, WithReason
from songda.web.console.shared.forms import carry_out, succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_party
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.stepping_up import Door, step_up


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
    form = WithReason(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: withdraw(found, form.why(), actor(request), now())):
        messages.success(request, _("Taken back. Answers that still come are not kept."))
        return redirect("console:lookup", found.id)
    question = Question(
        _("Take the look-up back"), _("Take back"), reverse("console:lookup", args=[found.id]), found.case
    )
    return ask(request, form, question)
