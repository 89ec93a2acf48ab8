"""A party is noted as missing, and as found."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.circumstances.actions import note_found, note_missing
from songda.web.console.parties.missing_forms import FoundForm, MissingForm
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import FORM, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_party
from songda.web.console.shared.pages import Question, ask


@behind(Act.EDIT_PARTIES, FORM)
def missing(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Note that nobody knows where the party is."""
    found = the_party(request, party_id)
    form = MissingForm(request.POST or None)
    back = reverse("console:party", args=[found.id])
    if form.is_valid() and succeeds(form, lambda: note_missing(found, form.draft(), actor(request), now())):
        messages.success(request, _("Noted as missing. Court mail is closed, and public notice is open."))
        return redirect(back)
    intro = _("Public notice needs either this or every other way tried in vain; the file must show which.")
    context = {"party": found}
    return ask(
        request, form, Question(_("Note as missing"), _("Note as missing"), back, found.case, intro, context=context)
    )


@behind(Act.EDIT_PARTIES, FORM)
def found_again(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Note that it is known again where the party is."""
    found = the_party(request, party_id)
    form = FoundForm(request.POST or None, initial={"at": timezone.localtime(now())})
    back = reverse("console:party", args=[found.id])
    if form.is_valid() and succeeds(form, lambda: note_found(found, form.moment, actor(request), now())):
        messages.success(request, _("No longer missing. What hangs on it is looked at again."))
        return redirect(back)
    title = _("No longer missing")
    intro = _("Enter the new address as well. What the file said before stays in the log.")
    return ask(request, form, Question(title, title, back, found.case, intro, context={"party": found}))
