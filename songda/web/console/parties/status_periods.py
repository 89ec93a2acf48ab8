"""A party is noted as in custody or as a serving soldier, and as so no longer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.circumstances.actions import end_status_period, note_status_period, strike_status_period
from songda.records.circumstances.models import Circumstance
from songda.web.console.parties.status_period_forms import StatusPeriodEndForm, StatusPeriodForm
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import FORM, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_party, the_status_period
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.reasons import EndForm
from songda.web.console.shared.words import word


@behind(Act.EDIT_PARTIES, FORM)
def begin(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Note since when the party is in custody or a soldier."""
    found = the_party(request, party_id)
    form = StatusPeriodForm(request.POST or None)
    back = reverse("console:party", args=[found.id])
    if form.is_valid() and succeeds(form, lambda: note_status_period(found, form.draft(), actor(request), now())):
        messages.success(request, _("Noted. Papers now go by transfer; what was on its way is looked at again."))
        return redirect(back)
    title = _("In custody, or a serving soldier")
    intro = _("If it was so from the beginning and was entered wrongly, correct the record instead.")
    return ask(request, form, Question(title, _("Record"), back, found.case, intro, context={"party": found}))


@behind(Act.EDIT_PARTIES, FORM)
def end(request: StaffRequest, status_period_id: UUID) -> HttpResponse:
    """Note since when it is so no longer."""
    found = the_status_period(request, status_period_id)
    form = StatusPeriodEndForm(request.POST or None)
    back = reverse("console:party", args=[found.party_id])
    if form.is_valid() and succeeds(form, lambda: end_status_period(found, form.moment, actor(request), now())):
        messages.success(request, _("Noted. They can be served as before; what hangs on it is looked at again."))
        return redirect(back)
    return _ask(request, form, found, _("No longer so"))


@behind(Act.EDIT_PARTIES, FORM)
def strike(request: StaffRequest, status_period_id: UUID) -> HttpResponse:
    """Take the entry back: it never was so."""
    found = the_status_period(request, status_period_id)
    form = EndForm(request.POST or None)
    back = reverse("console:party", args=[found.party_id])
    if form.is_valid() and succeeds(form, lambda: strike_status_period(found, form.why(), actor(request), now())):
        messages.success(request, _("The entry is struck. What hangs on it is looked at again."))
        return redirect(back)
    return _ask(request, form, found, _("Strike the entry"))


def _ask(
    request: StaffRequest, form: StatusPeriodEndForm | EndForm, status_period: Circumstance, title: str
) -> HttpResponse:
    assert status_period.party is not None  # noqa: S101 - the table's own rule
    back = reverse("console:party", args=[status_period.party_id])
    since = timezone.localtime(status_period.since).strftime("%Y-%m-%d %H:%M")
    about = _("%(what)s since %(since)s: papers go by transfer.") % {
        "what": word(status_period.kind, "status_period"),
        "since": since,
    }
    question = Question(title, title, back, status_period.party.case, about, context={"party": status_period.party})
    return ask(request, form, question)
