"""Consent, refusal, withdrawal."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.delivery.portal_acts import withdrawals
from songda.records.matter.parties.actions import record_consent, record_refusal
from songda.records.matter.parties.models import Party
from songda.web.console.parties.consent_forms import (
    ConsentForm,
    RefusalForm,
    WithdrawalForm,
)
from songda.web.console.shared.doubts import before_the_case, is_sure
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_consent, the_party
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.people import givers_of


def _home(party: Party) -> str:
    return reverse("console:party", args=[party.id])


def _odd(party: Party, form: ConsentForm) -> list[str]:
    """Only what was agreed on beforehand is older than the case."""
    typed = form.cleaned_data
    return [] if typed["ground"] == "prior_agreement" else before_the_case(party.case, typed["at"])


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def new_consent(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Record a consent that was given on paper, in a pleading, in a contract, or at the counter."""
    party = the_party(request, party_id)
    first = {"ground": "express", "stages": [party.case.stage]}
    form = ConsentForm(request.POST or None, givers=givers_of(party), initial=first)
    if (
        form.is_valid()
        and is_sure(form, _odd(party, form))
        and succeeds(form, lambda: record_consent(party, form.draft(), actor(request), now()))
    ):
        messages.success(request, _("The consent is recorded."))
        return redirect(_home(party))
    question = Question(_("Record a consent"), _("Record"), _home(party), party.case, context={"party": party})
    return ask(request, form, question)


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def withdraw(request: StaffRequest, consent_id: UUID) -> HttpResponse:
    """Record that a consent was withdrawn."""
    consent = the_consent(request, consent_id)
    party = consent.party
    form = WithdrawalForm(request.POST or None, initial={"at": timezone.localtime(now())})
    if form.is_valid() and succeeds(form, lambda: withdrawals.withdraw(consent, form.moment, actor(request), now())):
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


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def new_refusal(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Record a clear no."""
    party = the_party(request, party_id)
    form = RefusalForm(request.POST or None, initial={"at": timezone.localtime(now())})
    if form.is_valid():
        no = form.cleaned_data
        if is_sure(form, before_the_case(party.case, no["at"])) and succeeds(
            form, lambda: record_refusal(party, no["at"], no["how"], actor(request), now())
        ):
            messages.success(request, _("The refusal is recorded. Papers go to this party by other ways."))
            return redirect(_home(party))
    question = Question(_("Record a refusal"), _("Record"), _home(party), party.case, context={"party": party})
    return ask(request, form, question)
