"""The procuratorate takes part in the case: noted, with its agreement to act on line, or struck as a mistake."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.circumstances.actions import note_procuratorate, strike_procuratorate
from songda.web.console.cases.procuratorate_form import ProcuratorateForm
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import FORM, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_case
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.reasons import EndForm


@behind(Act.FILE_PAPER, FORM)
def takes_part(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Note that it takes part, and since when it agrees to proceedings on line."""
    found = the_case(request, case_id)
    form = ProcuratorateForm(request.POST or None)
    back = reverse("console:case", args=[found.id])
    if form.is_valid() and succeeds(form, lambda: note_procuratorate(found, form.agreed_at, actor(request), now())):
        messages.success(request, _("Noted. What hangs on it is looked at again."))
        return redirect(back)
    intro = _("Until it agrees to proceedings on line, nobody in this case is served electronically.")
    return ask(request, form, Question(_("The procuratorate takes part"), _("Record"), back, found, intro))


@behind(Act.FILE_PAPER, FORM)
def struck(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Take back what was noted by mistake."""
    found = the_case(request, case_id)
    form = EndForm(request.POST or None)
    back = reverse("console:case", args=[found.id])
    if form.is_valid() and succeeds(form, lambda: strike_procuratorate(found, form.why(), actor(request), now())):
        messages.success(request, _("The entry is struck; it stays on record as a mistake."))
        return redirect(back)
    title = _("Strike as mistaken")
    intro = _("Only where it was noted by mistake. Everything is decided as if it had not been noted.")
    return ask(request, form, Question(title, title, back, found, intro))
