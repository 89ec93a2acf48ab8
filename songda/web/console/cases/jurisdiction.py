"""An objection to jurisdiction: noted, dismissed, or struck as a mistake."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.cases.models import Case
from songda.records.circumstances.actions import (
    note_dismissal,
    note_jurisdiction_objection,
    strike_jurisdiction_objection,
)
from songda.records.parties.queries import parties_of
from songda.web.console.cases.jurisdiction_forms import DismissalForm, ObjectionForm
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import FORM, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_case
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.people import as_choices
from songda.web.console.shared.reasons import EndForm


@behind(Act.FILE_PAPER, FORM)
def objected(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Note that a party objected to jurisdiction."""
    found = the_case(request, case_id)
    parties = as_choices([party for party in parties_of(found) if party.acts_for_id is None])
    form = ObjectionForm(request.POST or None, parties=parties, initial={"at": timezone.localtime(now())})
    if form.is_valid():
        typed, by = form.cleaned_data, actor(request)
        if succeeds(form, lambda: note_jurisdiction_objection(found, typed["party"], typed["at"], by, now())):
            messages.success(request, _("The objection is noted. The time for evidence stands still."))
            return redirect(_back(found))
    intro = _("Until its dismissal is in force the time for evidence stands still, for every party.")
    return ask(request, form, Question(_("Objection to jurisdiction"), _("Record"), _back(found), found, intro))


@behind(Act.FILE_PAPER, FORM)
def dismissed(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Note since when the dismissal of the objection is in force."""
    found = the_case(request, case_id)
    form = DismissalForm(request.POST or None, initial={"at": timezone.localtime(now())})
    if form.is_valid() and succeeds(form, lambda: note_dismissal(found, form.moment, actor(request), now())):
        messages.success(request, _("The dismissal is noted. The time for evidence goes on."))
        return redirect(_back(found))
    return ask(request, form, Question(_("Objection to jurisdiction dismissed"), _("Record"), _back(found), found))


@behind(Act.FILE_PAPER, FORM)
def struck(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Take back what was noted by mistake."""
    found = the_case(request, case_id)
    form = EndForm(request.POST or None)
    if form.is_valid() and succeeds(
        form, lambda: strike_jurisdiction_objection(found, form.why(), actor(request), now())
    ):
        messages.success(request, _("The entry is struck; it stays on record as a mistake."))
        return redirect(_back(found))
    title = _("Strike as mistaken")
    intro = _("Only where it was noted by mistake. Everything is decided as if it had not been noted.")
    return ask(request, form, Question(title, title, _back(found), found, intro))


def _back(case: Case) -> str:
    return reverse("console:case", args=[case.id])
