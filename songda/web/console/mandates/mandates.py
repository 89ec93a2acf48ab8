"""A mandate for a helper is put on record, its code shown once, and it is ended."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from songda.clock import now
from songda.core.access import Act
from songda.records.delivery.mandates.actions import end_mandate, give_mandate
from songda.records.delivery.mandates.models import Mandate
from songda.records.delivery.mandates.queries import mandate_for
from songda.records.delivery.orders.models import Envelope
from songda.web.console.mandates.forms import MandateForm
from songda.web.console.shared.forms import carry_out
from songda.web.console.shared.gate import GET_AND_POST, POST_ONLY, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import lookup_or_404, the_party
from songda.web.console.shared.pages import Question, ask


@behind(Act.EDIT_PARTIES, GET_AND_POST)
@sensitive_variables("made")
def give(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Put a mandate on record; its code is shown once."""
    party = the_party(request, party_id)
    rows = Envelope.objects.filter(party=party, recalled_at=None).order_by("-placed_at")
    sent = [(str(key), at) for key, at in rows.values_list("id", "placed_at")]
    form = MandateForm(request.POST or None, sent=sent)
    if form.is_valid() and (made := carry_out(form, lambda: give_mandate(party, form.draft(), actor(request), now()))):
        context = {"party": party, "case": party.case, "desk": "cases", "mandate": made[0], "code": made[1]}
        return render(request, "console/mandates/code.html", context, status=201)
    intro = _(
        "The helper may look; they can neither agree, confirm receipt nor object. Each look is shown to the person."
    )
    back = reverse("console:party", args=[party.id])
    title = _("Mandate for a helper")
    return ask(request, form, Question(title, _("Record"), back, party.case, intro, context={"party": party}))


@behind(Act.EDIT_PARTIES, POST_ONLY)
def end(request: StaffRequest, mandate_id: UUID) -> HttpResponse:
    """The person no longer wants it."""
    mandate: Mandate = lookup_or_404(lambda: mandate_for(request.court, mandate_id))
    end_mandate(mandate, actor(request), now())
    messages.success(request, _("The mandate has ended."))
    return redirect("console:party", mandate.party_id)
