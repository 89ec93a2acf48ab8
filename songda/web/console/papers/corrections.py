"""Corrects what was entered of a paper, or strikes it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.decision.decisions.paper_corrections import correct_paper
from songda.records.decision.decisions.paper_striking import strike_paper
from songda.records.matter.parties.queries import parties_of
from songda.web.console.papers.forms import PaperCorrectionForm
from songda.web.console.shared.doubts import is_sure
from songda.web.console.shared.forms import succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_paper
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.reasons import ReasonForm


@behind(Act.FILE_PAPER, GET_AND_POST)
def correct(request: StaffRequest, paper_id: UUID) -> HttpResponse:
    """Put right the kind, the title, who filed it, or the days that a notice sets."""
    paper = the_paper(request, paper_id)
    own = [party for party in parties_of(paper.case) if party.acts_for_id is None]
    first = {
        "kind": paper.kind,
        "title": paper.title,
        "filed_by": paper.filed_by_id or "",
        "days_set_in_paper": paper.days_set_in_paper,
        "issued_at": paper.issued_at,
    }
    form = PaperCorrectionForm(request.POST or None, parties=own, initial=first)
    back = reverse("console:papers", args=[paper.case_id])
    if (
        form.is_valid()
        and is_sure(form, form.doubts_about_it())
        and succeeds(form, lambda: correct_paper(paper, form.change(), form.why(), actor(request), now()))
    ):
        messages.success(request, _("The record of the paper is corrected, and what hangs on it is looked at again."))
        return redirect(back)
    intro = _("The PDF itself stays as it was filed. Another PDF is another paper: file it as one that replaces this.")
    title = _("Correct the record of the paper")
    question = Question(title, _("Correct the record"), back, paper.case, intro, context={"paper": paper})
    return ask(request, form, question)


@behind(Act.FILE_PAPER, GET_AND_POST)
def strike(request: StaffRequest, paper_id: UUID) -> HttpResponse:
    """Strike a paper that was filed by mistake."""
    paper = the_paper(request, paper_id)
    form = ReasonForm(request.POST or None)
    back = reverse("console:papers", args=[paper.case_id])
    if form.is_valid() and succeeds(form, lambda: strike_paper(paper, form.why(), actor(request), now())):
        messages.success(request, _("The paper is struck; it is served on nobody."))
        return redirect(back)
    intro = _("It stays on record, shown as struck. A paper that was ordered to be served cannot be struck.")
    title, submit = _("Strike the paper"), _("Strike as mistaken")
    return ask(request, form, Question(title, submit, back, paper.case, intro, context={"paper": paper}))
