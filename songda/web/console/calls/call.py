"""The call desk: a party is asked on the telephone."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.calls.actions import record_call
from songda.records.lookups.covering import covered
from songda.web.console.calls.forms import CallForm, callable_numbers
from songda.web.console.shared.doubts import before_the_case, is_sure
from songda.web.console.shared.forms import carry_out
from songda.web.console.shared.gate import FORM, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_party
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.people import givers_of


@behind(Act.RECORD_CONSENT, FORM)
def new_call(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """The call desk: what to say, and what was answered."""
    party = the_party(request, party_id)
    addresses = list(party.addresses.filter(retired_at=None).order_by("recorded_at"))
    masked = covered(request.user, addresses)
    numbers = callable_numbers(addresses, masked)
    first = {"at": timezone.localtime(now()), "stages": [party.case.stage]}
    givers = givers_of(party)
    form = CallForm(request.POST or None, request.FILES or None, numbers=numbers, givers=givers, initial=first)
    odd = before_the_case(party.case, form.cleaned_data["at"]) if form.is_valid() else []
    if (
        form.is_valid()
        and is_sure(form, odd)
        and (call := carry_out(form, lambda: record_call(party, form.draft(), actor(request), now())))
    ):
        messages.success(request, _("The call is recorded."))
        return redirect("console:call", call.id)
    question = Question(
        _("Call"),
        _("Record the call"),
        reverse("console:party", args=[party.id]),
        party.case,
        template="console/calls/call.html",
        context={"party": party, "covered": masked},
    )
    return ask(request, form, question)
