"""A representation ends."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.parties.actions import remove_representative
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_party
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.reasons import ReasonForm


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
