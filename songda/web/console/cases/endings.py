"""What ends: a representation, a case, a hearing; and what is changed in a case or a hearing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.cases.closing import close_case, reopen_case
from songda.records.cases.corrections import correct_case, draft_of, version_of
from songda.records.cases.hearings import cancel_hearing, move_hearing
from songda.records.cases.models import Case, Hearing
from songda.records.parties.actions import remove_representative
from songda.web.console.cases.forms import HearingForm
from songda.web.console.parties.correction_forms import CaseCorrectionForm, EndForm
from songda.web.console.shared.forms import carry_out, is_done
from songda.web.console.shared.gate import FORM, StaffRequest, actor, behind
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.reach import the_case, the_hearing, the_party


@behind(Act.EDIT_PARTIES, FORM)
def end_representation(request: StaffRequest, party_id: UUID) -> HttpResponse:
    """Note that a representative no longer acts."""
    found = the_party(request, party_id)
    form = EndForm(request.POST or None)
    back = reverse("console:party", args=[found.id])
    if form.is_valid() and is_done(form, lambda: remove_representative(found, form.why(), actor(request), now())):
        messages.success(request, _("He is served no more. What was on its way to him has become a task."))
        return redirect(back)
    intro = _("From now on nothing is served on him; what was served while he acted stands.")
    question = Question(
        _("No longer acts"), _("End the representation"), back, found.case, intro, context={"party": found}
    )
    return ask(request, form, question)


@behind(Act.REGISTER_CASE, FORM)
def correct(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Correct a case, or let it move on."""
    found = the_case(request, case_id)
    standing = vars(draft_of(found))
    initial = {**standing, "judge": standing["judge_id"], "seen": version_of(found)}
    form = CaseCorrectionForm(request.POST or None, court=request.court, initial=initial)
    back = reverse("console:case", args=[found.id])
    if form.is_valid():
        change, why = form.change(), form.why()
        if carry_out(form, lambda: correct_case(found, change, why, actor(request), now())):
            messages.success(request, _("The case is corrected. What hangs on it is looked at again."))
            return redirect(back)
    question = Question(_("Correct the case"), _("Correct"), back, found)
    return ask(request, form, question)


@behind(Act.REGISTER_CASE, FORM)
def close(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Close the case."""
    found = the_case(request, case_id)
    form = EndForm(request.POST or None)
    if form.is_valid() and is_done(form, lambda: close_case(found, form.why(), actor(request), now())):
        messages.success(request, _("The case is closed."))
        return redirect("console:case", found.id)
    intro = _("Nothing more can be ordered in a closed case. What is under way goes on; it can be opened again.")
    return ask(request, form, _ending(found, _("Close the case"), intro))


@behind(Act.REGISTER_CASE, FORM)
def reopen(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Open the case again; at an address of its own, so that a second click on "close" opens nothing."""
    found = the_case(request, case_id)
    form = EndForm(request.POST or None)
    if form.is_valid() and is_done(form, lambda: reopen_case(found, form.why(), actor(request), now())):
        messages.success(request, _("The case is open again."))
        return redirect("console:case", found.id)
    intro = _("From then on papers can be ordered in it as before.")
    return ask(request, form, _ending(found, _("Open the case again"), intro))


def _ending(case: Case, title: str, intro: str) -> Question:
    return Question(title, title, reverse("console:case", args=[case.id]), case, intro)


@behind(Act.FILE_PAPER, FORM)
def move(request: StaffRequest, hearing_id: UUID) -> HttpResponse:
    """Move a hearing to another time or room."""
    hearing = the_hearing(request, hearing_id)
    form = HearingForm(request.POST or None, initial={"at": hearing.at, "place": hearing.place})
    back = reverse("console:hearings", args=[hearing.case_id])
    if form.is_valid():
        typed = form.cleaned_data
        if is_done(form, lambda: move_hearing(hearing, typed["at"], typed["place"], actor(request), now())):
            messages.success(request, _("The hearing is moved. Serve a new summons where the time has changed."))
            return redirect(back)
    intro = _("A summons ordered before names the old time, so it calls nobody to the new one.")
    return ask(
        request, form, Question(_("Move the hearing"), _("Move"), back, hearing.case, intro, about=_told(hearing))
    )


@behind(Act.FILE_PAPER, FORM)
def cancel(request: StaffRequest, hearing_id: UUID) -> HttpResponse:
    """Cancel a hearing."""
    hearing = the_hearing(request, hearing_id)
    form = EndForm(request.POST or None)
    back = reverse("console:hearings", args=[hearing.case_id])
    if form.is_valid() and is_done(form, lambda: cancel_hearing(hearing, form.why(), actor(request), now())):
        messages.success(request, _("The hearing is cancelled. Tell the parties who were summoned."))
        return redirect(back)
    intro = _("The recipients' pages no longer show it, and no summons calls to it.")
    title = _("Cancel the hearing")
    return ask(request, form, Question(title, title, back, hearing.case, intro, about=_told(hearing)))


def _told(hearing: Hearing) -> str:
    """When and where it was to be."""
    return f"{timezone.localtime(hearing.at):%Y-%m-%d %H:%M} {hearing.place}"
