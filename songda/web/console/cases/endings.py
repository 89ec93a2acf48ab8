"""A case is corrected, closed, opened again."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.delivery.tasks.unfinished import close, unfinished
from songda.records.matter.cases.closing import reopen_case
from songda.records.matter.cases.corrections import correct_case, draft_of, version_of
from songda.records.matter.cases.models import Case
from songda.web.console.cases.forms import CaseCorrectionForm
from songda.web.console.shared.doubts import is_sure
from songda.web.console.shared.forms import carry_out, succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_case
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.reasons import ReasonForm
from songda.web.console.shared.words import language


@behind(Act.REGISTER_CASE, GET_AND_POST)
def correct(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Correct a case, or let it move on."""
    found = the_case(request, case_id)
    standing = vars(draft_of(found))
    is_status_case = "on" if standing["is_status_case"] else "no"
    seen = version_of(found)
    initial = {**standing, "judge": standing["judge_id"], "is_status_case": is_status_case, "seen": seen}
    form = CaseCorrectionForm(request.POST or None, court=request.court, initial=initial)
    back = reverse("console:case", args=[found.id])
    if form.is_valid():
        change, why = form.change(), form.why()
        if carry_out(form, lambda: correct_case(found, change, why, actor(request), now())):
            messages.success(request, _("The case is corrected. What hangs on it is looked at again."))
            return redirect(back)
    question = Question(_("Correct the case"), _("Correct"), back, found)
    return ask(request, form, question)


@behind(Act.REGISTER_CASE, GET_AND_POST)
def close_case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Close the case."""
    found = the_case(request, case_id)
    form = ReasonForm(request.POST or None)
    left = unfinished(found, now())
    doubts = [line.sentence(language()) for line in left.lines]
    if (
        form.is_valid()
        and is_sure(form, doubts)
        and succeeds(form, lambda: close(found, form.why(), actor(request), now(), is_known=True))
    ):
        messages.success(request, _("The case is closed."))
        return redirect("console:case", found.id)
    intro = _("Nothing more can be ordered in a closed case. What is under way goes on; it can be opened again.")
    question = _ending(found, _("Close the case"), intro)
    more = replace(question, template="console/cases/close_case.html", context={"left": left})
    return ask(request, form, more)


@behind(Act.REGISTER_CASE, GET_AND_POST)
def reopen(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Open the case again; at an address of its own, so that a second click on "close" opens nothing."""
    found = the_case(request, case_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and succeeds(form, lambda: reopen_case(found, form.why(), actor(request), now())):
        messages.success(request, _("The case is open again."))
        return redirect("console:case", found.id)
    intro = _("From then on papers can be ordered in it as before.")
    return ask(request, form, _ending(found, _("Open the case again"), intro))


def _ending(case: Case, title: str, intro: str) -> Question:
    return Question(title, title, reverse("console:case", args=[case.id]), case, intro)
