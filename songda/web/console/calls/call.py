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
from songda.records.delivery.calls.receipts import services_sent
from songda.records.delivery.lookups.covering import covered
from songda.records.delivery.personal_proofs.actions import question_for
from songda.records.delivery.tasks.duties import calls_due
from songda.records.delivery.telephone.models import Dial
from songda.records.matter.parties.models import Party
from songda.web.console.calls.closing import close_call, dial_to_tell, facts_of, minutes_of_line
from songda.web.console.calls.forms import CallForm, callable_numbers, papers_sent
from songda.web.console.shared.doubts import before_the_case, is_sure
from songda.web.console.shared.forms import carry_out
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_party
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.people import givers_of


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def new_call(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """The call desk: what to say, and what was answered."""
    party = the_party(request, party_id)
    form, dial, masked = _form(request, party)
    odd = before_the_case(party.case, form.cleaned_data["at"]) if form.is_valid() else []
    if (
        form.is_valid()
        and is_sure(form, odd)
        and (call := carry_out(form, lambda: close_call(party, form, actor(request), now())))
    ):
        messages.success(request, _("The call is recorded."))
        return redirect("console:call", call.id)
    question = Question(
        _("Call"),
        _("Record the call"),
        reverse("console:party", args=[party.id]),
        party.case,
        template="console/calls/call.html",
        context={
            "party": party,
            "dial": dial,
            "covered": masked,
            "tasks": calls_due(party),
            "minutes": minutes_of_line(dial),
            "agreed": question_for(party) if party.case.is_status_case else None,
        },
    )
    return ask(request, form, question)


def _form(request: StaffRequest, party: Party) -> tuple[CallForm, Dial | None, set[UUID]]:
    """The form, the dial whose outcome is told with it, and which numbers stay masked."""
    addresses = list(party.addresses.filter(retired_at=None).order_by("recorded_at"))
    masked = covered(request.user, addresses)
    numbers = callable_numbers(addresses, masked)
    first = {"at": timezone.localtime(now()), "stages": [party.case.stage]}
    dial = dial_to_tell(party, request.GET.get("dial", ""))
    if dial is not None:
        first |= facts_of(dial)
        numbers = [number for number in numbers if number[0] == str(dial.address_id)]
    sent = (request.POST or None, request.FILES or None)
    papers = papers_sent(list(services_sent(party, now())))
    form = CallForm(
        *sent, numbers=numbers, givers=givers_of(party), sent=papers, speaks=party, dial=dial, initial=first
    )
    return form, dial, masked
