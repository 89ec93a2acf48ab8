"""A representation ends, or a party is taken out of the case who was entered by mistake."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.decision.decisions.party_removal import remove_party, what_hangs_on
from songda.records.matter.parties.actions import remove_representative
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_party
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.reasons import ReasonForm
from songda.web.console.shared.words import language


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def end_representation(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Note that a representative no longer acts."""
    found = the_party(request, party_id)
    form = ReasonForm(request.POST or None)
    back = reverse("console:party", args=[found.id])
    if form.is_valid() and succeeds(form, lambda: remove_representative(found, form.why(), actor(request), now())):
        messages.success(request, _("They are served no more. What was on its way to them has become a task."))
        return redirect(back)
    intro = _("From now on nothing is served on them; what was served while they acted stands.")
    question = Question(
        _("No longer acts"), _("End the representation"), back, found.case, intro, context={"party": found}
    )
    return ask(request, form, question)


@behind(Act.EDIT_PARTIES, GET_AND_POST)
def remove(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Take a wrong party out of the case; what hangs on them is told first."""
    found = the_party(request, party_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: remove_party(found, form.why(), actor(request), now())):
        messages.success(request, _("They are no party of the case any more; the mistake stays on record."))
        return redirect("console:parties", found.case_id)
    hanging = what_hangs_on(found)
    refusal = hanging.refusal.sentence(language()) if hanging.refusal else ""
    question = Question(
        _("Entered by mistake"),
        _("Take them out of the case"),
        reverse("console:party", args=[found.id]),
        found.case,
        _("Only while nothing was served on them. It stays on record that they were entered."),
        template="console/parties/removal.html",
        context={"party": found, "hanging": hanging, "refusal": refusal},
    )
    return ask(request, form, question)
