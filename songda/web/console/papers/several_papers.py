"""Several papers placed on file in one go; each stands alone, so one that is refused keeps no other back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from songda.clock import now
from songda.core.access import Act
from songda.records.matter.cases.models import Case
from songda.records.matter.papers.actions import file_paper, warnings_about
from songda.records.matter.papers.drafts import PaperDraft
from songda.records.matter.papers.models import Paper
from songda.records.matter.parties.queries import parties_of
from songda.web.console.papers.doubts import doubts_about, doubts_about_hearing
from songda.web.console.papers.several_papers_form import SeveralPapersForm
from songda.web.console.shared.doubts import is_sure
from songda.web.console.shared.forms import carry_out, with_limit
from songda.web.console.shared.gate import GET_AND_POST, StaffRequest, actor, behind
from songda.web.console.shared.lookup_or_404 import the_case
from songda.web.console.shared.pages import Question, ask
from songda.web.console.shared.words import language


@behind(Act.FILE_PAPER, GET_AND_POST)
def new_papers(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Place several papers on file; those that are in order are kept, the others are shown with the reasons."""
    case = the_case(request, case_id)
    without_agents = [party for party in parties_of(case) if party.acts_for_id is None]
    form = SeveralPapersForm(request.POST or None, request.FILES or None, parties=without_agents)
    back = reverse("console:papers", args=[case.id])
    drafts = list(form.drafts())
    doubts = [doubt for _row, one in drafts for doubt in _doubts_about(case, one)]
    kept = drafts if is_sure(form, doubts) else []
    filed = [paper for row, draft in kept if (paper := _file(request, case, form, row, draft))]
    _announce(request, filed)
    if form.is_valid() and len(kept) == len(drafts):
        return redirect(back)
    intro = with_limit(
        _("Each is placed on file by itself: one that is refused keeps no other back. Together at most {megabytes} MB.")
    )
    question = Question(
        _("File several papers"),
        _("Place on file"),
        back,
        case,
        intro=intro,
        template="console/papers/several_papers.html",
    )
    return ask(request, form, question)


def _doubts_about(case: Case, draft: PaperDraft) -> list[str]:
    own = doubts_about(draft.kind, draft.filed_by, draft.days_set_in_paper, draft.issued_at)
    return [*own, *doubts_about_hearing(case, draft.kind)]


def _file(request: StaffRequest, case: Case, form: SeveralPapersForm, row: int, draft: PaperDraft) -> Paper | None:
    filed = carry_out(form, lambda: file_paper(case, draft, actor(request), now()), lambda name: form.beside(row, name))
    if filed:
        form.empty(row)
    return filed


def _announce(request: StaffRequest, filed: list[Paper]) -> None:
    if not filed:
        return
    said = ngettext("%(count)s paper is on file: %(titles)s.", "%(count)s papers are on file: %(titles)s.", len(filed))
    titles = _(", ").join(paper.title for paper in filed)
    messages.success(request, said % {"count": len(filed), "titles": titles})
    for paper in filed:
        for sentence in warnings_about(paper.read(), language()):
            messages.warning(request, f"{paper.title}: {sentence}")
