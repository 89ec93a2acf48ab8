"""Consent, refusal, withdrawal, and the call in which a party is asked."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from songda.clock import now
from songda.core.access import Act
from songda.records.calls.actions import record_call
from songda.records.parties.actions import record_consent, record_refusal
from songda.records.parties.models import Party
from songda.records.parties.queries import agents_who_may_agree
from songda.records.portal_acts import withdrawals
from songda.web.console.parties.consent_forms import (
    CallForm,
    ConsentForm,
    RefusalForm,
    WithdrawalForm,
    callable_numbers,
)
from songda.web.console.parties.forms import as_choices
from songda.web.console.shared.forms import carry_out, is_done
from songda.web.console.shared.gate import FORM, StaffRequest, actor, behind
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.reach import the_consent, the_party

# What follows from the outcome of a call, said after it was recorded.
FOLLOWS: dict[str, str | Promise] = {
    "agrees": gettext_lazy("Recorded: he agrees and the number is confirmed. Papers may be served now."),
    "refuses": gettext_lazy("Recorded: he refuses. Nothing will be sent electronically."),
    "wrong_person": gettext_lazy("Recorded: not this person. The number is rejected and will not be used."),
}


def _home(party: Party) -> str:
    return reverse("console:party", args=[party.id])


def _givers(party: Party) -> list[tuple[str, str]]:
    """Who may agree in the party's place."""
    return as_choices(agents_who_may_agree(party))


@behind(Act.RECORD_CONSENT, FORM)
def new_consent(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Record a consent that was given on paper, in a pleading, in a contract, or at the counter."""
    party = the_party(request, party_id)
    first = {"ground": "express", "stages": [party.case.stage]}
    form = ConsentForm(request.POST or None, givers=_givers(party), initial=first)
    if form.is_valid() and is_done(form, lambda: record_consent(party, form.draft(), actor(request), now())):
        messages.success(request, _("The consent is recorded."))
        return redirect(_home(party))
    question = Question(_("Record a consent"), _("Record"), _home(party), party.case, context={"party": party})
    return ask(request, form, question)


@behind(Act.RECORD_CONSENT, FORM)
def withdraw(request: StaffRequest, consent_id: UUID) -> HttpResponse:
    """Record that a consent was withdrawn."""
    consent = the_consent(request, consent_id)
    party = consent.party
    form = WithdrawalForm(request.POST or None, initial={"at": timezone.localtime(now())})
    if form.is_valid() and is_done(form, lambda: withdrawals.withdraw(consent, form.moment, actor(request), now())):
        messages.success(request, _("The consent has ended. What was served under it stays served."))
        return redirect(_home(party))
    question = Question(
        _("Withdrawal of consent"),
        _("Record"),
        _home(party),
        party.case,
        intro=_("What was served under the consent stays served; nothing more is sent under it."),
        context={"party": party},
    )
    return ask(request, form, question)


@behind(Act.RECORD_CONSENT, FORM)
def new_refusal(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Record a clear no."""
    party = the_party(request, party_id)
    form = RefusalForm(request.POST or None, initial={"at": timezone.localtime(now())})
    if form.is_valid():
        no = form.cleaned_data
        if is_done(form, lambda: record_refusal(party, no["at"], no["how"], actor(request), now())):
            messages.success(request, _("The refusal is recorded. Papers go to this party by other ways."))
            return redirect(_home(party))
    question = Question(_("Record a refusal"), _("Record"), _home(party), party.case, context={"party": party})
    return ask(request, form, question)


@behind(Act.RECORD_CONSENT, FORM)
def new_call(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """The call desk: what to say, and what was answered."""
    party = the_party(request, party_id)
    numbers = callable_numbers(list(party.addresses.filter(retired_at=None).order_by("recorded_at")))
    first = {"at": timezone.localtime(now()), "stages": [party.case.stage], "address": next(iter(numbers), ("",))[0]}
    givers = _givers(party)
    form = CallForm(request.POST or None, request.FILES or None, numbers=numbers, givers=givers, initial=first)
    if form.is_valid() and (call := carry_out(form, lambda: record_call(party, form.draft(), actor(request), now()))):
        messages.success(request, str(FOLLOWS.get(call.outcome, _("The call is recorded."))))
        return redirect(_home(party))
    question = Question(
        _("Call"),
        _("Record the call"),
        _home(party),
        party.case,
        template="console/parties/call.html",
        context={"party": party},
    )
    return ask(request, form, question)
