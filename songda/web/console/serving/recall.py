"""Takes papers of an order back: what was ordered by mistake, before it is served or seen."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.decision.decisions.recall import recall, services_of_order, stays
from songda.web.console.serving.recall_form import RecallForm, name_of_service
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_envelope
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.words import language


@behind(Act.PLACE_ORDER, GET_AND_POST)
def take_back(request: StaffRequest, envelope_id: UUID) -> HttpResponse:
    """Choose among the papers of the order; those that stay are listed with the reason."""
    found = the_envelope(request, envelope_id)
    services = services_of_order(found.order)
    staying = stays(services)
    form = RecallForm(request.POST or None, services=[s for s in services if s.id not in staying], first=found.id)
    back = reverse("console:envelope", args=[found.id])
    if form.is_valid():
        chosen, why = form.chosen(), form.why()
        if succeeds(form, lambda: recall(found.order, chosen, why, actor(request), now())):
            messages.success(request, _("Taken back. The recipients can no longer open these papers."))
            return redirect(back)
    kept = [(name_of_service(s), staying[s.id].sentence(language())) for s in services if s.id in staying]
    intro = _(
        "For what was ordered by mistake. A recipient whose link is opened later reads that the court took the papers "
        "back and that nothing need be done."
    )
    question = Question(
        _("Take papers back"), _("Take back"), back, found.case, intro, "console/serving/take_back.html", {"kept": kept}
    )
    return ask(request, form, question)
