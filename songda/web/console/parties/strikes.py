"""Strikes what a party is said to have answered, where it was entered by mistake."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.decision.decisions.striking import strike_consent, strike_refusal
from songda.records.matter.cases.reason import Reason
from songda.records.matter.parties.models import Party
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_consent, the_refusal
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.reasons import ReasonForm


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def consent(request: StaffRequest, consent_id: UUID) -> HttpResponse:
    """Strike a consent that was never given."""
    found = the_consent(request, consent_id)
    strike = _Strike(_("Strike the consent"), lambda why: strike_consent(found, why, actor(request), now()))
    return _ask(request, found.party, strike)


@behind(Act.RECORD_CONSENT, GET_AND_POST)
def refusal(request: StaffRequest, refusal_id: UUID) -> HttpResponse:
    """Strike a refusal that was never said."""
    found = the_refusal(request, refusal_id)
    strike = _Strike(_("Strike the refusal"), lambda why: strike_refusal(found, why, actor(request), now()))
    return _ask(request, found.party, strike)


class _Strike:
    """What the page is called, and what it does."""

    def __init__(self, title: str, action: Callable[[Reason], None]) -> None:
        self.title, self.action = title, action


def _ask(request: StaffRequest, party: Party, strike: _Strike) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    back = reverse("console:party", args=[party.id])
    if form.is_valid() and succeeds(form, lambda: strike.action(form.why())):
        messages.success(request, _("Struck. It stays on record, shown as struck, and counts for nothing."))
        return redirect(back)
    intro = _("Only for what was entered by mistake: it stays on record, shown as struck, and counts for nothing.")
    question = Question(strike.title, _("Strike as mistaken"), back, party.case, intro, context={"party": party})
    return ask(request, form, question)
