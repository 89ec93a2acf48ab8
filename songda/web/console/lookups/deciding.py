"""Another person approves or declines; the judge of the case delays that the person is told."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.core.refusal import Refused
from songda.records.delivery.lookups.actions import approve, decline, delay_telling
from songda.records.delivery.lookups.queries import is_one_of_many
from songda.web.console.lookups.finding import the_lookup
from songda.web.console.lookups.forms import DelayForm, WithReason
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, behind
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.stepping_up import Door, step_up
from songda.web.console.shared.words import language


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
    form = WithReason(request.POST or None)
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
