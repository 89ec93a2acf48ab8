"""Papers: placed on file, and looked at."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from songda.clock import now
from songda.core.access import Act
from songda.records.matter.papers.actions import file_paper, warnings_about
from songda.records.matter.papers.particulars import note_carried_out
from songda.records.matter.papers.queries import papers_of
from songda.records.matter.parties.queries import parties_of
from songda.records.matter.parties.showing import note_file
from songda.web.console.papers.forms import CarriedOutForm, PaperForm
from songda.web.console.shared.doubts import is_sure
from songda.web.console.shared.files import attachment
from songda.web.console.shared.forms import carry_out, succeeds
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_case, the_paper
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.words import language


@behind(Act.FILE_PAPER, GET_AND_POST)
def new_paper(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Place a paper on file; an unsafe PDF is refused with every reason."""
    case = the_case(request, case_id)
    replaceable = [paper for paper in papers_of(case) if not hasattr(paper, "replaced_by") and paper.struck_at is None]
    own = [party for party in parties_of(case) if party.acts_for_id is None]
    form = PaperForm(request.POST or None, request.FILES or None, parties=own, papers=replaceable)
    is_kept = form.is_valid() and is_sure(form, [*form.doubts_about_it(), *form.doubts_about_hearing(case)])
    if is_kept and (filed := carry_out(form, lambda: file_paper(case, form.draft(), actor(request), now()))):
        messages.success(request, _("“%(title)s” is on file.") % {"title": filed.title})
        for sentence in warnings_about(filed.read(), language()):
            messages.warning(request, sentence)
        return redirect("console:papers", case.id)
    back = reverse("console:papers", args=[case.id])
    return ask(request, form, Question(_("File a paper"), _("Place on file"), back, case))


@behind(Act.FILE_PAPER, GET_AND_POST)
def carried_out(request: StaffRequest, paper_id: UUID) -> HttpResponse:
    """Say when a preservation ruling was carried out."""
    paper = the_paper(request, paper_id)
    form = CarriedOutForm(request.POST or None)
    back = reverse("console:papers", args=[paper.case_id])
    if form.is_valid():
        at = form.cleaned_data["carried_out_at"]
        if succeeds(form, lambda: note_carried_out(paper, at, actor(request), now())):
            messages.success(request, _("It is on record that the ruling was carried out."))
            return redirect(back)
    intro = _("A preservation ruling is served after it has been carried out, so that nobody is warned.")
    return ask(request, form, Question(paper.title, _("Record"), back, paper.case, intro=intro))


@behind(Act.TAKE_FILES)
def paper_file(request: StaffRequest, paper_id: UUID) -> HttpResponse:
    """The PDF as it was filed."""
    paper = the_paper(request, paper_id)
    note_file(paper.case, "paper", paper.id, actor(request), now())
    return attachment(paper.read(), f"{paper.title}.pdf", "application/pdf")
